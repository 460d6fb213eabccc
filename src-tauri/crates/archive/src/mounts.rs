//! What kind of file system a folder lies on.

use std::path::Path;

/// The kind of a file system on which others may change something without this machine being told; none if it is not of
/// such a kind, or that can't be found out.
pub(crate) fn remote_kind(folder: &Path) -> Option<String> {
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    kind(&mounts, folder).filter(|kind| is_remote(kind)).map(str::to_owned)
}

/// The kinds by which Linux names the file systems of other machines, and of programs that may stand for one.
fn is_remote(kind: &str) -> bool {
    const REMOTE: [&str; 15] = [
        "9p", "afs", "ceph", "cifs", "coda", "fuse", "gfs2", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2",
        "smb3", "smbfs", "vboxsf",
    ];
    REMOTE.contains(&kind) || kind.starts_with("fuse.") || kind == "virtiofs"
}

/// The kind of what is mounted where a folder lies: proc_pid_mountinfo(5). The last line of those that fit counts, for
/// it hides those before.
fn kind<'m>(mounts: &'m str, folder: &Path) -> Option<&'m str> {
    let fits = |line: &'m str| {
        let (mount, source) = line.split_once(" - ")?;
        let point = unescaped(mount.split(' ').nth(4)?);
        let point = Path::new(&point);
        folder.starts_with(point).then(|| (point.iter().count(), source.split(' ').next()))
    };
    let (_, kind) = mounts.lines().filter_map(fits).max_by_key(|(depth, _)| *depth)?;
    kind
}

/// Spaces and the like are written as three octal digits.
fn unescaped(text: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .iter()
        .fold(text.to_owned(), |text, (code, plain)| text.replace(code, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_of_the_kind_that_is_mounted_nearest_to_it() {
        let mounts = "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n\
            40 22 0:35 / /srv/our\\040talks rw shared:2 master:1 - nfs4 files:/talks rw,vers=4.2\n\
            41 22 0:36 / /home rw - ext4 /dev/sdb1 rw\n\
            42 41 0:37 / /home/ana/share rw - fuse.sshfs ana@files: rw\n\
            43 41 0:38 / /home/ana/share rw - tmpfs none rw\n";
        let kind = |folder: &str| kind(mounts, Path::new(folder)).unwrap();
        assert_eq!(kind("/srv/our talks/Archive"), "nfs4");
        assert_eq!(kind("/srv/our"), "ext4", "a name that only begins alike is another folder");
        assert_eq!(kind("/home/ana/share/x"), "tmpfs", "what was mounted over it");
        assert!(["nfs4", "cifs", "fuse.sshfs", "9p"].iter().all(|kind| is_remote(kind)));
        assert!(!["ext4", "tmpfs", "overlay", "fuseblk", "btrfs"].iter().any(|kind| is_remote(kind)));
    }
}
