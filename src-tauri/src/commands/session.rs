use causerie_app::model::{LogId, SessionId, TimeMs};
use causerie_app::wire::{
    AlignChange, DescriptionForm, DescriptionView, PeaksPart, PeopleChange, PeopleView, Pointer, Proposal,
    Row, Strip,
};
use causerie_app::{Job, Result};
use tauri::AppHandle;
use tauri::ipc::{Channel, Response};

use super::work;
use crate::events;

#[tauri::command]
pub(super) async fn open_session(handle: AppHandle, session: SessionId) -> Result<Response> {
    work(handle, move |_, desktop| desktop.app()?.open_session(session)?.to_bytes()).await.map(Response::new)
}

#[tauri::command]
pub(super) async fn score_rows(
    handle: AppHandle,
    session: SessionId,
    from: usize,
    count: usize,
    as_recorded: bool,
) -> Result<Vec<Row>> {
    work(handle, move |_, desktop| desktop.app()?.score_rows(session, from, count, as_recorded)).await
}

/// How to point others to a stretch of a session, or to a moment, which ends where it begins.
#[tauri::command]
pub(super) async fn pointer(
    handle: AppHandle,
    session: SessionId,
    from_ms: TimeMs,
    to_ms: TimeMs,
) -> Result<Pointer> {
    work(handle, move |_, desktop| desktop.app()?.pointer(session, from_ms, to_ms)).await
}

#[tauri::command]
pub(super) async fn align(
    handle: AppHandle,
    session: SessionId,
    log: LogId,
    change: AlignChange,
) -> Result<Response> {
    work(handle, move |_, desktop| {
        let app = desktop.app()?;
        app.align(session, Some(&log), &change, false)?;
        app.open_session(session)?.to_bytes()
    })
    .await
    .map(Response::new)
}

/// How the log seems to be aligned, found without asking; nothing is changed.
#[tauri::command]
pub(super) async fn propose_alignment(handle: AppHandle, session: SessionId, log: LogId) -> Result<Proposal> {
    work(handle, move |_, desktop| desktop.app()?.align_by_itself(session, Some(&log), true)).await
}

#[tauri::command]
pub(super) async fn strip(handle: AppHandle, session: SessionId, log: LogId, parts: usize) -> Result<Strip> {
    work(handle, move |_, desktop| desktop.app()?.strip(session, &log, parts)).await
}

#[tauri::command]
pub(super) async fn people(handle: AppHandle, session: SessionId) -> Result<PeopleView> {
    work(handle, move |_, desktop| desktop.app()?.people(session)).await
}

#[tauri::command]
pub(super) async fn change_people(
    handle: AppHandle,
    session: SessionId,
    change: PeopleChange,
) -> Result<PeopleView> {
    work(handle, move |_, desktop| desktop.app()?.change_people(session, &change)).await
}

#[tauri::command]
pub(super) async fn description(handle: AppHandle, session: SessionId) -> Result<DescriptionForm> {
    work(handle, move |_, desktop| desktop.app()?.description_form(session)).await
}

/// Gives what it says then: what somebody else changed since it was `seen` stays.
#[tauri::command]
pub(super) async fn describe(
    handle: AppHandle,
    session: SessionId,
    seen: DescriptionView,
    wanted: DescriptionView,
) -> Result<DescriptionView> {
    work(handle, move |handle, desktop| {
        let said = desktop.app()?.describe(session, &seen, &wanted)?;
        events::archive(handle);
        Ok(said)
    })
    .await
}

/// Bytes rather than JSON: signed, lowest and highest in turn.
#[tauri::command]
pub(super) async fn peaks(
    handle: AppHandle,
    session: SessionId,
    buckets: usize,
    span: Option<(TimeMs, TimeMs)>,
    job: u32,
    on_part: Channel<PeaksPart>,
) -> Result<Response> {
    work(handle, move |_, desktop| {
        let tell = |part| {
            let _ = on_part.send(part);
        };
        let span = span.map(|(from, to)| from..to);
        let draw = |job: &Job| desktop.app()?.peaks(session, span, buckets, &tell, job);
        let peaks = desktop.during(job, Job::new(), draw)?;
        Ok(Response::new(peaks.into_iter().map(i8::cast_unsigned).collect::<Vec<u8>>()))
    })
    .await
}
