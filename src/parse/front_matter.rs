//! stub
use crate::diag::Sink;
use crate::model::FrontMatter;
pub fn read(text: &str, _s: &mut Sink) -> (FrontMatter, usize) {
    if let Some(r) = text.strip_prefix("---\n")
        && let Some(e) = r.find("\n---\n")
    {
        let mut f = FrontMatter::default();
        for l in r[..e].lines() {
            if let Some(t) = l.strip_prefix("title: ") {
                f.title = Some(t.trim_matches(['"', '\'']).into());
            }
        }
        return (f, e + 9);
    }
    (FrontMatter::default(), 0)
}
