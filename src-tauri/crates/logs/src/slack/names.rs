//! What people and channels are called.

use std::collections::HashMap;

use causerie_model::Kind;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::packed::Packed;

/// The names that a workspace's lists tell.
pub(super) struct Names {
    users: HashMap<String, String>,
    /// By the channel's id.
    channels: HashMap<String, String>,
    /// Who talks in direct messages, by the folder of these.
    direct: HashMap<String, String>,
}

/// Where messages are written.
pub(super) struct Channel {
    pub(super) folder: String,
    pub(super) shown: String,
    pub(super) kind: Kind,
}

#[derive(Deserialize)]
struct User {
    id: String,
    name: Option<String>,
    real_name: Option<String>,
    profile: Option<Profile>,
}

/// What somebody calls themselves.
#[derive(Deserialize)]
pub(super) struct Profile {
    display_name: Option<String>,
    real_name: Option<String>,
}

impl Profile {
    pub(super) fn shown(&self) -> Option<&str> {
        let names = [&self.display_name, &self.real_name].into_iter().flatten();
        names.map(String::as_str).find(|name| !name.is_empty())
    }
}

#[derive(Deserialize)]
struct Listed {
    id: String,
    name: Option<String>,
    members: Option<Vec<String>>,
}

impl Names {
    /// Reads the lists that there are.
    pub(super) fn of(packed: &Packed<'_>) -> Self {
        let users: HashMap<_, _> = list::<User>(packed, "users.json")
            .into_iter()
            .filter_map(|user| {
                let shown = user.profile.as_ref().and_then(Profile::shown).map(str::to_owned);
                let shown =
                    [shown, user.real_name, user.name].into_iter().flatten().find(|name| !name.is_empty());
                Some((user.id, shown?))
            })
            .collect();
        let mut names = Self { users, channels: HashMap::new(), direct: HashMap::new() };
        for list_name in ["channels.json", "groups.json"] {
            let listed = list::<Listed>(packed, list_name).into_iter();
            names.channels.extend(listed.filter_map(|channel| Some((channel.id, channel.name?))));
        }
        for list_name in ["dms.json", "mpims.json"] {
            for talk in list::<Listed>(packed, list_name) {
                let members: Vec<_> = talk.members.iter().flatten().map(|id| names.user(id)).collect();
                // A talk of two lies in a folder of its id, one of several in one of its name.
                names.direct.insert(talk.name.unwrap_or(talk.id), members.join(", "));
            }
        }
        names
    }

    /// What somebody is called, or their id.
    pub(super) fn user(&self, id: &str) -> String {
        self.users.get(id).map_or(id, String::as_str).to_owned()
    }

    /// What a channel is called by its id.
    pub(super) fn channel_of(&self, id: &str) -> Option<&str> {
        self.channels.get(id).map(String::as_str)
    }

    /// Where the messages of a folder are written.
    pub(super) fn channel(&self, folder: &str) -> Channel {
        let (shown, kind) = match self.direct.get(folder) {
            Some(members) => (members.clone(), Kind::Private),
            None => (format!("#{folder}"), Kind::Chat),
        };
        Channel { folder: folder.to_owned(), shown, kind }
    }
}

/// The elements of a list; none if it is missing or damaged, as names are no more than a help.
fn list<T: DeserializeOwned>(packed: &Packed<'_>, file: &str) -> Vec<T> {
    let name = packed.names().iter().find(|name| name.rsplit('/').next() == Some(file));
    let text = name.and_then(|name| packed.text(name).ok());
    let Some((text, _)) = text else { return Vec::new() };
    let elements = crate::json::Element::whole(&text).elements();
    elements.filter_map(|element| serde_json::from_str(element.text).ok()).collect()
}
