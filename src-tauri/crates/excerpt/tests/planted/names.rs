//! Two hundred invented names, in many scripts and of many shapes.

/// All of them, each once.
pub(crate) fn names() -> Vec<String> {
    let mut names = pairs(
        &["Ana", "Ilka", "Zoé", "Søren", "Łucja", "Ñusta", "Ömer", "Brânduşa", "Jean-Remy", "D'Arla"],
        &[
            "Ruizan",
            "O'Neillan",
            "Kralová",
            "Weißmar",
            "Çelikan",
            "Smit-Joren",
            "van der Quell",
            "de la Brisa",
        ],
        " ",
    );
    names.extend(pairs(
        &["Данко", "Мирелла", "Йорик", "Зефира", "Ёлка"],
        &["Брундов", "Щукарь", "Илемов", "Ольден"],
        " ",
    ));
    names.extend(pairs(
        &["Νίκος", "Ζηνοβία", "Άρτος", "Λέανδρος"],
        &["Βρουντής", "Καλαμβός", "Ωρίμου", "Ψαρέλης"],
        " ",
    ));
    names.extend(pairs(
        &["نجموان", "سلمار", "زيدون", "هالوم"],
        &["الدرويب", "قنديلان", "بو خاطر", "المهراد"],
        " ",
    ));
    names.extend(pairs(&["司", "欧", "瞿", "钱"], &["若棠", "星珞", "明湛", "沐岚", "子骞", "云朵"], ""));
    names.extend(pairs(&["ナギサ", "さくらこ"], &["ミズノエ", "ほしかわ", "カゼオカ", "つきしろ"], " "));
    names.extend(pairs(&["남궁", "독고", "선우"], &["하린", "도윤", "새봄", "가람"], ""));
    names.extend(pairs(&["יונתר", "מיכלה"], &["ברונדי", "שלומקין", "אורנבל", "דגנית"], " "));
    names.extend(pairs(&["रामवीर", "मीनालु"], &["ब्रुंडे", "शालिक", "ओझारा", "देवनाल"], " "));
    names.extend(["Will", "Rose", "Mark", "May", "Bo", "Q", "Ж", "J"].map(str::to_owned));
    names
}

fn pairs(given: &[&str], family: &[&str], between: &str) -> Vec<String> {
    given
        .iter()
        .flat_map(|given| family.iter().map(move |family| format!("{given}{between}{family}")))
        .collect()
}

/// Whether Latin-1 can write it.
pub(crate) fn is_latin(name: &str) -> bool {
    name.chars().all(|c| u32::from(c) < 256)
}
