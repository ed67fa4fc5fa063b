//! What happens to the file, and to what is beside it.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use super::{Target, WriteMode};
use engine::stop::Stop;

#[test]
fn what_fails_half_way_leaves_the_old_file_and_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace.json");
    fs::write(&path, "old").unwrap();
    let target = Target::probe(&path).unwrap();
    let failed = target.write(&Stop::new(), |out| {
        out.write_all(b"half")?;
        Err(io::Error::other("the disk is full"))
    });
    let message = format!("{:#}", failed.unwrap_err());
    assert!(message.contains("trace.json") && message.contains("the disk is full"));
    assert_eq!(fs::read(&path).unwrap(), b"old");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

    target
        .write(&Stop::new(), |out| out.write_all(b"new"))
        .unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_link_stays_and_what_it_names_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("file"), folder.path().join("link"));
    fs::write(&file, "old").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let target = Target::probe(&link).unwrap();
    target
        .write(&Stop::new(), |out| out.write_all(b"new"))
        .unwrap();
    assert!(link.is_symlink());
    assert_eq!(fs::read(&file).unwrap(), b"new");
}

#[test]
fn a_device_is_written_to_and_not_replaced() {
    let target = Target::probe(Path::new("/dev/null")).unwrap();
    target
        .write(&Stop::new(), |out| out.write_all(b"gone"))
        .unwrap();
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn a_link_that_leads_nowhere_stays_and_its_target_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("file"), folder.path().join("link"));
    std::os::unix::fs::symlink("file", &link).unwrap();
    write_to(&link, b"new");
    assert!(link.is_symlink());
    assert_eq!(fs::read(&file).unwrap(), b"new");
}

#[test]
fn a_new_text_gets_the_old_permissions_but_lends_no_rights() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, "old").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o6754)).unwrap();
    write_to(&path, b"new");
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o7777, 0o754);
}

#[test]
fn a_file_in_a_folder_that_takes_no_other_is_written_in_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, "a longer old text").unwrap();
    let before = fs::metadata(&path).unwrap().ino();
    let target = Target {
        mode: WriteMode::InPlace,
        ..Target::probe(&path).unwrap()
    };
    target
        .write(&Stop::new(), |out| out.write_all(b"new"))
        .unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(fs::metadata(&path).unwrap().ino(), before);
}

#[test]
fn anothers_file_keeps_its_owner() {
    if !nix::unistd::geteuid().is_root() {
        // Only root can make a file for another user.
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, "old").unwrap();
    std::os::unix::fs::chown(&path, Some(65534), None).unwrap();
    write_to(&path, b"new");
    assert_eq!(fs::metadata(&path).unwrap().uid(), 65534);
    assert_eq!(fs::read(&path).unwrap(), b"new");
}

fn write_to(path: &Path, text: &[u8]) {
    let target = Target::probe(path).unwrap();
    target
        .write(&Stop::new(), |out| out.write_all(text))
        .unwrap();
}
