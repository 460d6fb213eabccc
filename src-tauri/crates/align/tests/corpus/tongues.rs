//! Words in several languages: those that hold sentences together, those of everyday, those of some themes, and
//! syllables from which names and jargon are made.

pub struct Tongue {
    /// Between two words.
    pub space: &'static str,
    pub small: &'static str,
    pub everyday: &'static str,
    pub topics: &'static [&'static str],
    pub syllables: &'static str,
    pub endings: &'static str,
    pub greetings: &'static str,
    pub agreements: &'static str,
    pub thanks: &'static str,
    pub asks: &'static str,
    pub answers: &'static str,
}

/// For tuning.
pub const TUNING: [&Tongue; 3] = [&ENGLISH, &GERMAN, &JAPANESE];
/// Held back from tuning.
pub const HELD_BACK: [&Tongue; 4] = [&SPANISH, &FRENCH, &CHINESE, &OTHER_ENGLISH];

const ENGLISH: Tongue = Tongue {
    space: " ",
    small: "the a to of and in that is it for you we on with this so be have but they at are as not from or was what \
            there if would about by an which all can will more when one has up just out who do my some like then now \
            into how them our because very also well no been really",
    everyday: "think people thing time year work way place question part going know look find use make right little \
               good first last new old different same maybe talk show start end put next point idea sort kind \
               example problem group week number group always never something everybody change need help keep call \
               story word write read hear sure actually today morning home hand long small great",
    topics: &[
        "weir loom shuttle spindle bobbin carding flax linen warp weft mill sluice waterwheel tenter fulling dye \
         madder woad teasel fleece spinner weaver guild apprentice strike wages overseer",
        "orchard graft rootstock scion pruning blossom cider perry medlar quince russet pollination beehive \
         codling canker espalier windfall press vintage tannin harvest ladder cellar barrel",
        "lighthouse fresnel lantern keeper foghorn shoal pilot tide harbour lifeboat wreck salvage buoy beacon \
         mercury bearing clockwork oil wick logbook storm reef channel dredge",
        "ledger archive catalogue accession microfilm parchment vellum binding folio provenance deed parish \
         register scribe seal watermark conservation humidity mould shelfmark fragment index donor",
        "tram depot conductor timetable gauge catenary sleeper signal junction viaduct tunnel platform boiler \
         fireman carriage ticket brake siding locomotive freight commuter electrification derailment",
    ],
    syllables: "bar ton wick hal den mor ley ster gan fol rim quil ash dun ver pell wen cot bry kel thor mar sill by",
    endings: "s ing ed",
    greetings: "hello|hi everyone|good morning|hi from the north|good evening all|hey folks|greetings",
    agreements: "+1|yes|agreed|exactly|so true|lol|haha|wow|same here|great point|👍|❤️|no|yes please|ok|indeed",
    thanks: "thank you|thanks everyone|thanks so much|great session|bye all|see you next time|👏👏",
    asks: "what about|how did|is there any|can you say more on|where was the|did anyone mention|I wonder about",
    answers: "asks in the chat|has a question here|writes|in the chat we have",
};

const GERMAN: Tongue = Tongue {
    space: " ",
    small: "der die das und in zu den von mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er \
            hat dass sie nach wird bei einer um am sind noch wie einem über so zum war haben nur oder aber vor zur bis \
            mehr durch man dann da wir ja mal doch schon also",
    everyday: "Leute Sache Zeit Jahr Arbeit Frage Teil finden machen sehen gut erste letzte neu alt anders gleich \
               vielleicht reden zeigen anfangen Ende Punkt Idee Beispiel Problem Gruppe Woche Zahl immer nie etwas \
               ändern brauchen helfen Geschichte Wort schreiben lesen hören sicher eigentlich heute Haus Hand lang \
               klein groß wissen denken kommen bleiben",
    topics: &[
        "Glocke Gießerei Klöppel Turm Geläut Bronze Lehm Modell Inschrift Mesner Läuten Schwingung Stimmung Kirchspiel \
         Stifter Guss Riss Joch Seil Uhrwerk Zifferblatt Viertelstunde",
        "Deich Flut Sturm Siel Schleuse Warft Marsch Watt Priel Entwässerung Pumpe Schafe Kleie Vorland Sandsack \
         Pegel Ebbe Bruch Siedler Landgewinnung Polder Schöpfwerk",
        "Setzer Bleisatz Druckerei Letter Walze Farbe Bogen Falz Zeitung Auflage Zensur Redakteur Korrektor Matrize \
         Schriftguss Kupferstich Holzschnitt Verleger Buchmesse Einband Heftung",
        "Stollen Schacht Bergmann Kohle Flöz Grubenlampe Förderturm Wetter Schlagwetter Hauer Steiger Knappschaft \
         Halde Kumpel Seilfahrt Pumpwerk Streik Silikose Siedlung Koks",
    ],
    syllables: "bruck hal wend stein rot mühl gers dorf lau feld zwie kro nau elm scha tig ber wies oh lind gau fürst",
    endings: "en er e s",
    greetings: "hallo|guten morgen|grüße aus dem norden|servus|guten abend zusammen|moin",
    agreements: "+1|ja|genau|stimmt|haha|nein|toll|ja gerne|👍|sehe ich auch so|danke|ok|super",
    thanks: "danke|vielen dank an alle|tschüss|bis zum nächsten mal|war sehr schön|👏",
    asks: "was ist mit|wie war das mit|gibt es noch|wo stand denn|kann jemand etwas sagen zu|woher kommt",
    answers: "fragt im Chat|schreibt gerade|hat eine Frage im Chat|im Chat steht",
};

const JAPANESE: Tongue = Tongue {
    space: "",
    small: "は が を に で と も の から まで です ます した して いる ある この その あの という ので けど ね よ こと もの それ これ \
            ここ では ない なかった でも また",
    everyday: "時間 今日 昔 人 家族 仕事 問題 話 言葉 場所 最初 最後 写真 手紙 毎日 学校 大変 本当 少し 全部 次 前 例 考え 質問 \
               意味 方法 気持ち 覚えて 思い 聞いて 書いて 見て",
    topics: &[
        "紙漉き 楮 三椏 簀桁 和紙 障子 襖 職人 乾燥 漂白 繊維 紙問屋 水車 寒漉き 産地 版画 表具 修復 墨 帳簿 手漉き 原料",
        "灯台 岬 漁船 潮流 網元 鰹節 干物 港町 霧笛 台風 難破 無線 航路 海女 牡蠣 養殖 漁協 競り 定置網 船大工 氷室",
        "鉄道 駅舎 蒸気 機関車 切符 踏切 隧道 鉄橋 貨物 石炭 信号 時刻表 車掌 廃線 軌道 枕木 保線 路面電車 疎開 復員",
        "酒蔵 杜氏 麹 酵母 仕込み 米 精米 醪 搾り 樽 湧水 吟醸 蔵人 火入れ 貯蔵 甘酒 新酒 酒税 看板 杉玉 利き酒",
    ],
    syllables: "ミ カ サ ト リ ヤ ノ セ タ ク モ ラ ハ ネ ソ ル ワ キ コ ベ ド グ",
    endings: "的 達",
    greetings: "こんにちは|おはようございます|よろしくお願いします|こんばんは",
    agreements: "はい|なるほど|そうですね|笑|すごい|👍|わかります|いいえ|へえ|＋1",
    thanks: "ありがとうございました|お疲れさまでした|勉強になりました|👏",
    asks: "質問です、|について教えてください、|はどうでしたか、|とは何ですか、",
    answers: "さんからチャットで|さんの質問ですが|チャットに",
};

const SPANISH: Tongue = Tongue {
    space: " ",
    small: "el la de que y a en un ser se no haber por con su para como estar tener le lo todo pero más hacer o poder \
            este ir otro ese si me ya ver porque dar cuando muy sin vez mucho sobre también hasta hay donde quien \
            desde nos durante uno ni contra",
    everyday: "gente cosa tiempo año trabajo pregunta parte encontrar mirar bueno primero último nuevo viejo distinto \
               igual quizá hablar mostrar empezar final punto idea ejemplo problema grupo semana número siempre nunca \
               algo cambiar ayudar historia palabra escribir leer escuchar seguro hoy casa mano largo pequeño grande \
               saber pensar llegar quedar pueblo calle",
    topics: &[
        "olivar almazara aceituna prensa alpechín tinaja vareo cuadrilla jornal capacho orujo injerto poda sequía acequia \
         noria aljibe cosecha temporero molino tamiz",
        "alfarero torno arcilla horno esmalte azulejo cántaro barro engobe cocción taller cobalto vidriado botijo gremio \
         molde relieve fragmento excavación vitrina",
        "trashumancia rebaño cañada pastor mastín cencerro esquileo lana vellón majada aprisco queso cuajo lobo mesta \
         vereda pasto invernada zurrón cayado",
        "radio emisora locutor antena onda censura boletín novela guion micrófono sintonía técnico válvula transistor \
         oyente concurso anuncio noticiero cabina cinta",
        "mina cobre galería vagoneta barreno capataz huelga sindicato silicosis escoria fundición carburo pozo ventilación \
         derrumbe economato caserío ferrocarril",
    ],
    syllables: "al ca bre ñar zu mor tie lla que ro gua dal pin to sar ve la mun ji fue re cor",
    endings: "s es mente",
    greetings: "hola|buenos días|saludos desde el sur|buenas tardes a todos|hola a todas",
    agreements: "+1|sí|totalmente|jaja|qué bueno|no|claro|👍|así es|me pasa igual|ok|perfecto",
    thanks: "gracias|muchas gracias a todos|hasta la próxima|excelente sesión|adiós|👏",
    asks: "y qué pasó con|cómo era|hay algo sobre|dónde estaba|alguien sabe de|de cuándo es",
    answers: "pregunta en el chat|escribe aquí|tiene una duda|en el chat dicen",
};

const FRENCH: Tongue = Tongue {
    space: " ",
    small: "le la les de des un une et être avoir à en que qui dans ce il ne sur se pas plus pouvoir par je avec tout \
            faire son au mais comme ou si leur y dire elle devoir avant deux même aussi celui donc là quand où très \
            bien sans nous vous on était",
    everyday: "gens chose temps année travail question partie trouver regarder bon premier dernier nouveau vieux \
               différent pareil peut-être parler montrer commencer fin point idée exemple problème groupe semaine \
               nombre toujours jamais changer aider histoire mot écrire lire entendre sûr aujourd'hui maison main long \
               petit grand savoir penser arriver rester village rue",
    topics: &[
        "péniche écluse canal halage batelier éclusier chaland bief tonnage gabarit berge remorqueur charbon chômage \
         amarre cale timonerie gel crue confluence",
        "dentelle fuseau carreau épingle patron broderie coiffe lin blanchisserie apprentie couvent trousseau marché \
         colporteur mécanique concurrence feston tulle ourlet",
        "vigne phylloxéra cépage vendange pressoir tonneau chai greffon coteau terroir négociant sulfate grêle caveau \
         fermentation bouchon étiquette coopérative",
        "maquis résistance parachutage rationnement tract imprimerie cachette passeur gendarme dénonciation libération \
         sabotage rafle laissez-passer évadé radio tribunal",
        "horloger pivot balancier rouage échappement ressort émail boîtier comptoir établi loupe ébauche chronomètre \
         contrebande quartz faillite reprise musée",
    ],
    syllables: "beau ville cha mont rel gny vau tour bie sac lou ver ry au len ches pont fre noi mar",
    endings: "s e ment",
    greetings: "bonjour|bonjour à tous|salut|bonsoir|bonjour de l'est",
    agreements: "+1|oui|tout à fait|mdr|super|non|exact|👍|moi aussi|d'accord|bravo|ok",
    thanks: "merci|merci à tous|au revoir|à la prochaine|très belle séance|👏",
    asks: "et pour|comment se passait|y avait-il|où était|quelqu'un connaît|de quand date",
    answers: "demande dans le chat|écrit ici|pose une question|dans le chat",
};

const CHINESE: Tongue = Tongue {
    space: "",
    small: "的 了 在 是 我 有 和 就 不 人 都 一 个 上 也 很 到 说 要 去 你 会 着 没有 看 好 自己 这 那 还 把 从 给 让 被 对 因为 所以 \
            但是 如果 时候 什么 怎么",
    everyday: "时间 问题 地方 工作 今天 以前 后来 大家 事情 开始 结束 例子 故事 学校 家里 觉得 知道 看见 听说 可能 一起 东西 生活 \
               方法 意思 最后 第一 孩子 老人 照片",
    topics: &[
        "蚕丝 缫丝 桑叶 织锦 绸缎 染坊 靛蓝 作坊 学徒 丝厂 蚕茧 纺车 机杼 花样 刺绣 牌楼 码头 商会 账房 罢工",
        "运河 船闸 漕运 纤夫 码头 粮仓 堤坝 洪水 淤泥 疏浚 石桥 渡口 船帮 税关 水位 闸门 商船 驿站 集市",
        "茶园 采茶 炒青 发酵 茶砖 马帮 茶马 古道 商号 山场 茶王 品种 嫩芽 揉捻 烘干 仓储 茶馆 说书 盖碗",
        "胡同 四合院 门楼 影壁 砖雕 拆迁 街坊 煤球 水缸 槐树 鸽哨 叫卖 粮票 副食 澡堂 电车 修缮 测绘",
    ],
    syllables: "岚 澍 珩 垚 铎 弢 祁 芮 邬 阚 濮 郓 鄢 沭 滦 泸 皖 赣 闽 琼 黔 隰",
    endings: "们 的",
    greetings: "大家好|早上好|晚上好|你们好",
    agreements: "是的|对|哈哈|同意|不错|👍|没错|好的|不是|确实",
    thanks: "谢谢|谢谢大家|再见|下次见|收获很大|👏",
    asks: "请问|想问一下|有没有关于|怎么理解",
    answers: "在聊天里问|写道|有个问题|聊天里说",
};

const OTHER_ENGLISH: Tongue = Tongue {
    topics: &[
        "kelp dulse tidepool limpet cockle rake fishery quota trawl otter hatchery salinity plankton estuary spawning \
         oyster seabed buoyancy sonar mesh bycatch",
        "quilt patchwork calico batting thimble stencil applique hem bee heirloom fabric feedsack template seam thread \
         raffle auction museum backing basting",
        "telescope mirror eyepiece dome meridian comet nebula parallax eclipse spectrum logarithm computer plate \
         emulsion exposure almanac refractor mount observatory",
        "ballot precinct canvass petition suffrage rally pamphlet tally delegate caucus amendment turnout clerk \
         registrar boycott sit-in marcher attorney ordinance",
        "accordion reel fiddle jig ballad refrain bellows gramophone cylinder collector tuning drone fret capo lyric \
         verse broadside session dancehall cassette",
    ],
    syllables: "ok wa nee chee sha ro bel fort pine ridge lan ding clay brook har mon des plai tex ara pah quin",
    ..ENGLISH
};
