package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.query.page.Site.Spoken;
import fi.kiinni.query.words.Words;
import gg.jte.Content;
import gg.jte.html.escape.Escape;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/**
 * What stands around the content of every page.
 *
 * @param assets where style sheets, scripts and icons are
 * @param languages that the page is in
 * @param here the page's own address
 * @param position of the log that the page shows, if it shows any
 * @param reader who is signed in, if anybody is
 * @param readerName as the directory has it, empty if it does not, or was not asked
 * @param isRefused whether the page tells of a refusal, so that its title says so, too
 * @param initiative that the page is about, if it is about one
 */
record Frame(
        Words words,
        String assets,
        List<Spoken> languages,
        String here,
        boolean isDemo,
        @Nullable String position,
        @Nullable Token csrf,
        @Nullable Reader reader,
        String readerName,
        boolean isRefused,
        @Nullable String initiative) {

    /** What a form must carry, so that it is known to be from one of these pages. */
    record Token(String name, String value) {}

    /**
     * Who is signed in.
     *
     * @param roles in words
     * @param changesAfter up to where everything had been told before the page was read
     */
    record Reader(
            Actor actor,
            String roles,
            boolean keepsAccounts,
            boolean seesAccounts,
            boolean seesViews,
            boolean hasTasks,
            long changesAfter) {}

    /** What the reader is called. */
    String nameOf(Reader reader) {
        return reader.actor().provider() == null
                ? words.of("account.yllapitaja")
                : readerName.isEmpty() ? reader.actor().person() : readerName;
    }

    /** Where the page tells of changes that come after it. */
    @Nullable
    String changes() {
        return reader == null
                ? null
                : "/live?after=" + reader.changesAfter() + (initiative == null ? "" : "&initiative=" + initiative);
    }

    /** Says of the link to a part of the site that the page is there. */
    @Nullable
    String current(String path) {
        return here.startsWith(path) ? "page" : null;
    }

    /** As a value of an address's query. */
    static String encoded(String text) {
        return UriUtils.encode(text, StandardCharsets.UTF_8);
    }

    /** One of those in assets/icons.svg; it is always beside a word, so it says nothing by itself. */
    Content icon(String name) {
        return page -> {
            page.writeContent("<svg class=\"icon\" aria-hidden=\"true\"><use href=\"");
            page.writeContent(assets);
            page.writeContent("/icons.svg#");
            Escape.htmlAttribute(name, page);
            page.writeContent("\"></use></svg>");
        };
    }

    /** The field by which a form is known to be from one of these pages. */
    Content token() {
        return page -> {
            if (csrf != null) {
                page.writeContent("<input type=\"hidden\" name=\"");
                Escape.htmlAttribute(csrf.name(), page);
                page.writeContent("\" value=\"");
                Escape.htmlAttribute(csrf.value(), page);
                page.writeContent("\">");
            }
        };
    }
}
