//! What does every page need around its own content, and how does a template speak?
//!
//! A view struct has a field `frame: Frame`, its template `{% extends "frame.html" %}`, and everything a
//! person reads goes through it: `{{ frame.say("key") }}`, `{{ frame.money(balance) }}`.

use std::fmt::Display;

use values::{Cents, Date};

use crate::app::{App, Tab};
use crate::assets;
use crate::forms::Problems;
use crate::language::Language;
use crate::paper::{Block, Sheet};
use crate::session::Countdown;

/// The frame of one page for one visitor. Made by [`crate::Page::frame`].
#[derive(Clone, Debug)]
pub struct Frame {
    pub(crate) app: App,
    pub(crate) language: Language,
    pub(crate) title: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) csrf: String,
    pub(crate) signed_in_name: Option<String>,
    pub(crate) countdown: Option<Countdown>,
    pub(crate) problems: Problems,
    pub(crate) tabs: Vec<Tab>,
}

/// One tab as the template shows it.
#[derive(Clone, Debug)]
pub struct TabLink {
    /// Its address.
    pub path: &'static str,
    /// Its name in the visitor's language.
    pub label: String,
    /// `page`: this is it; `true`: the page is below it; otherwise empty.
    pub current: &'static str,
}

/// Something a template may hand over by value or by reference, at any depth.
pub trait Bare<T> {
    /// The value.
    fn bare(&self) -> T;
}

macro_rules! bare {
    ($($kind:ty),*) => {
        $(impl Bare<$kind> for $kind {
            fn bare(&self) -> $kind {
                *self
            }
        })*
    };
}

bare!(Cents, Date, i64);

impl<T, B: Bare<T> + ?Sized> Bare<T> for &B {
    fn bare(&self) -> T {
        (**self).bare()
    }
}

impl Frame {
    /// A message.
    pub fn say(&self, key: &str) -> String {
        self.app.words.say(self.language, key)
    }

    /// A message with arguments that are already in the visitor's language.
    pub fn say_with<V: Display>(&self, key: &str, arguments: &[(&str, V)]) -> String {
        let arguments = arguments.iter().map(|(name, value)| ((*name).to_owned(), value.to_string()));
        self.app.words.say_with(self.language, key, arguments)
    }

    /// A message whose `$count` decides about singular and plural.
    pub fn say_count(&self, key: &str, count: impl Bare<i64>) -> String {
        self.app.words.say_with(self.language, key, [("count", count.bare())])
    }

    /// `$1,234.56`; below zero `$1,234.56 credit`.
    pub fn money(&self, amount: impl Bare<Cents>) -> String {
        self.language.money(amount.bare())
    }

    /// `$1,234.56`; below zero `−$1,234.56`, for figures such as a loss, which are no credit.
    pub fn signed_money(&self, amount: impl Bare<Cents>) -> String {
        self.language.signed_money(amount.bare())
    }

    /// `November 22, 2026`.
    pub fn date(&self, date: impl Bare<Date>) -> String {
        self.language.date(date.bare())
    }

    /// `Nov 22, 2026`, for narrow columns.
    pub fn short_date(&self, date: impl Bare<Date>) -> String {
        self.language.short_date(date.bare())
    }

    /// `0.5%`, from a figure in percent.
    pub fn percent(&self, percent: impl Display) -> String {
        self.language.percent(percent)
    }

    /// `1,234`.
    pub fn number(&self, number: impl Bare<i64>) -> String {
        self.language.number(number.bare())
    }

    /// The visitor's language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The frame with what is wrong with the form: error summary, marked fields, title.
    #[must_use]
    pub fn with(mut self, problems: Problems) -> Self {
        self.problems = problems;
        self
    }

    /// The frame with the person's name in the masthead.
    #[must_use]
    pub fn signed_in_as(mut self, name: impl Into<String>) -> Self {
        self.signed_in_name = Some(name.into());
        self
    }

    /// What this page shows, for a page and for paper.
    pub fn sheet(&self, blocks: Vec<Block>) -> Sheet {
        Sheet {
            language: self.language,
            title: self.title.clone(),
            agency: self.agency().to_owned(),
            notice: self.is_demonstration().then(|| self.say("paper-demonstration")),
            blocks,
        }
    }

    /// What is wrong with the form.
    pub fn problems(&self) -> &Problems {
        &self.problems
    }

    /// What is wrong with one field, said.
    pub fn problem(&self, field: &str) -> Option<String> {
        self.problems.of(field).map(|problem| self.say_with(problem.key, &problem.arguments))
    }

    /// All problems said, with the fields they belong to, in order.
    pub fn said_problems(&self) -> Vec<(String, String)> {
        let problems = self.problems.iter();
        problems
            .map(|problem| (problem.field.clone(), self.say_with(problem.key, &problem.arguments)))
            .collect()
    }

    /// The token that each form carries in its field `csrf`.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// The page's own heading, as in its `<title>`.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// `Error: Page - Site`.
    pub fn document_title(&self) -> String {
        let title = format!("{} - {}", self.title, self.site_name());
        if self.problems.is_empty() { title } else { self.say_with("frame-error-title", &[("title", title)]) }
    }

    /// What the site is called.
    pub fn site_name(&self) -> String {
        self.say(self.app.site.name.key())
    }

    /// The site's short name, by which its browser tabs find each other.
    pub fn site_key(&self) -> &'static str {
        self.app.site.name.slug()
    }

    /// The agency's name.
    pub fn agency(&self) -> &str {
        &self.app.agency.name
    }

    /// The number of the agency's help line.
    pub fn telephone(&self) -> &str {
        &self.app.agency.telephone
    }

    /// Whether the people are made up.
    pub fn is_demonstration(&self) -> bool {
        self.app.agency.demonstration
    }

    /// With these tabs instead of the site's, where what a person may open depends on who they are.
    #[must_use]
    pub fn with_tabs(mut self, tabs: Vec<Tab>) -> Self {
        self.tabs = tabs;
        self
    }

    /// The name in the masthead, where a page gave one.
    pub fn signed_in_name(&self) -> Option<&str> {
        self.signed_in_name.as_deref()
    }

    /// When the session ends, if somebody is signed in.
    pub fn countdown(&self) -> Option<&Countdown> {
        self.countdown.as_ref()
    }

    /// The tabs, none before sign-in.
    pub fn tabs(&self) -> Vec<TabLink> {
        if self.countdown.is_none() {
            return Vec::new();
        }
        let tabs = self.tabs.iter();
        tabs.map(|tab| TabLink { path: tab.path, label: self.say(tab.key), current: self.current(tab) })
            .collect()
    }

    fn current(&self, tab: &Tab) -> &'static str {
        if self.path == tab.path {
            "page"
        } else if tab.path != "/"
            && self.path.strip_prefix(tab.path).is_some_and(|rest| rest.starts_with('/'))
        {
            "true"
        } else {
            ""
        }
    }

    /// The address of this page in the other language.
    pub fn switch_address(&self) -> String {
        let kept: Vec<&str> =
            self.query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang=")).collect();
        let language = format!("lang={}", self.language.other().tag());
        format!("{}?{}", self.path, [kept, vec![&language]].concat().join("&"))
    }

    /// The path of this page, for a form that leads back to it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The address of a built file.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// Its `integrity`.
    pub fn integrity(&self, name: &str) -> String {
        assets::integrity(name)
    }
}
