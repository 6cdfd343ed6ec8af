//! Why a run was stopped before its end: it took too long, or met a defect of the program.

use std::io;

use super::{
    console::{self, Console},
    outcome::Outcome,
    panics::Panic,
};
use crate::{
    report::{Notice, visible},
    watchdog::{Late, Task},
};

impl Console {
    /// Says what took too long, before the process ends.
    pub(super) fn too_late(&self, late: &Late) {
        let args = [
            ("limit", late.limit.name().to_owned()),
            ("value", self.limits.of(late.limit).to_string()),
            ("seconds", late.seconds.to_string()),
        ];
        let notice = self.error("stopped-time", &args);
        let text = self
            .under_way(notice, &late.tasks)
            .note("note-help", &self.locale.text("stopped-time-help", &args));
        // When stderr refuses, the exit code remains.
        let _ = console::tell_over(&text.finish());
    }

    /// Says that the program met a defect of its own.
    pub(super) fn defect(&self, panic: &Panic) -> io::Result<Outcome> {
        let version = ("version", env!("CARGO_PKG_VERSION").to_owned());
        let notice = self.error("stopped-defect", &[version]);
        let text = self
            .under_way(notice, &panic.tasks)
            .note("note-detail", &panic.detail)
            .note("note-help", &self.locale.plain("stopped-defect-help"));
        console::tell_over(&text.finish())?;
        Ok(Outcome::Unusable)
    }

    /// A task and its parts, down to the smallest: `reading input, file budget.xlsx`.
    fn under_way<'a>(&self, notice: Notice<'a>, tasks: &[Task]) -> Notice<'a> {
        let named = |id: &str, name: &str| self.locale.text(id, &[("name", visible(name))]);
        let shown = |task: &Task| match task {
            Task::Building(name) => named("task-building", name),
            Task::Reading(name) => named("task-reading", name),
            Task::File(name) => named("task-file", name),
            Task::Document { name, .. } => named("task-document", name),
            Task::Comparing => self.locale.plain("task-comparing"),
        };
        if tasks.is_empty() {
            return notice;
        }
        let tasks: Vec<String> = tasks.iter().map(shown).collect();
        notice.listed("note-doing", &[tasks.join(", ")])
    }
}
