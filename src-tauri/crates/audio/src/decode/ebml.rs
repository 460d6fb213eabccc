//! Elements of EBML, the grammar of Matroska (RFC 8794 §4–§6).

/// An element's id, the length of its header, and the size of its content; `None`: not told, to the end of what
/// holds it.
pub(crate) fn header(bytes: &[u8]) -> Option<(u32, usize, Option<u64>)> {
    let id_length = bytes.first()?.leading_zeros() as usize + 1;
    if id_length > 4 {
        return None;
    }
    let id = uint(bytes.get(..id_length)?);
    let first = *bytes.get(id_length)?;
    let size_length = first.leading_zeros() as usize + 1;
    if size_length > 8 {
        return None;
    }
    let all_ones = (1_u64 << (7 * size_length)) - 1;
    let size = uint(bytes.get(id_length..id_length + size_length)?) & all_ones;
    Some((u32::try_from(id).ok()?, id_length + size_length, Some(size).filter(|&size| size != all_ones)))
}

/// The elements in an element's content, in order.
pub(crate) fn elements(mut content: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    std::iter::from_fn(move || {
        let (id, head, size) = header(content)?;
        let behind = content.get(head..)?;
        let size = size.and_then(|size| usize::try_from(size).ok()).unwrap_or(usize::MAX).min(behind.len());
        let (body, rest) = behind.split_at_checked(size)?;
        content = rest;
        Some((id, body))
    })
}

/// The content of the first element of a kind.
pub(crate) fn child(content: &[u8], id: u32) -> Option<&[u8]> {
    elements(content).find(|(found, _)| *found == id).map(|(_, body)| body)
}

/// An unsigned number; of more than eight bytes, the last eight.
pub(crate) fn uint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, &byte| number << 8 | u64::from(byte))
}
