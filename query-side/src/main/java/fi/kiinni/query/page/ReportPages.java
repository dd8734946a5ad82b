package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.query.Exports;
import fi.kiinni.query.Reads;
import fi.kiinni.query.report.Behind;
import fi.kiinni.query.report.Report;
import fi.kiinni.query.report.Report.Block;
import fi.kiinni.query.report.Report.Cell;
import fi.kiinni.query.report.Report.Chart;
import fi.kiinni.query.report.Report.Facts;
import fi.kiinni.query.report.Report.Heading;
import fi.kiinni.query.report.Report.Paragraph;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Report.Table;
import fi.kiinni.query.report.ReportFiles;
import fi.kiinni.query.report.ReportFiles.Format;
import fi.kiinni.query.report.Reports;
import fi.kiinni.query.report.Reports.Days;
import fi.kiinni.query.report.Reports.Kind;
import fi.kiinni.query.view.Visible;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Words;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reports, to be read and to be taken along. */
@Controller
final class ReportPages {

    private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

    /** Rows of a table that are shown among the rest of a report, and where it is alone. */
    private static final int ROWS = 12;

    private static final int ROWS_ALONE = 60;

    /** What a report may weigh on one page, in characters, so that this stays under 60 kB; the rest is on the next ones. */
    private static final int ROOM = 38_000;

    /** What the markup of a block, of a fact or a cell and of a link to an event weighs. */
    private static final int BLOCK = 300;

    private static final int CELL = 60;

    private static final int SOURCE = 250;

    /** Parts in the list of contents. */
    private static final int LISTED = 30;

    private final Site site;
    private final Reads reads;
    private final Reports reports;
    private final ReportFiles files;
    private final Names names;

    ReportPages(Site site, Reads reads, Reports reports, ReportFiles files, Names names) {
        this.site = site;
        this.reads = reads;
        this.reports = reports;
        this.files = files;
        this.names = names;
    }

    @GetMapping("/initiatives/{id}/rooting-plan")
    Mono<Rendering> rootingPlan(ServerWebExchange exchange, Actor actor, @PathVariable String id) {
        Words words = site.words(exchange);
        return reports.rootingPlan(exchange, actor, id, words, null)
                .flatMap(report -> site.page(
                        exchange,
                        "report",
                        HttpStatus.OK,
                        model(
                                exchange.getRequest().getQueryParams(),
                                actor,
                                report,
                                "/initiatives/" + id,
                                words.of("report.back"))));
    }

    @GetMapping("/initiatives/{id}/rooting-plan/file.{ending}")
    Mono<ResponseEntity<Flux<DataBuffer>>> rootingPlan(
            ServerWebExchange exchange, Actor actor, @PathVariable String id, @PathVariable String ending) {
        Format format = Format.of(ending);
        Words words = site.words(exchange);
        return files.file(
                exchange,
                actor,
                reports.rootingPlan(exchange, actor, id, words, format.ending()),
                format,
                Exports.separator(words));
    }

    @GetMapping("/reports")
    Mono<Rendering> all(ServerWebExchange exchange, Actor actor) {
        if (Visible.providers(actor).isEmpty()) {
            return Mono.error(ProblemException.notAllowed("An operator sees no provider's initiatives."));
        }
        return reads.blocking(() -> {
                    Map<String, Object> model = new HashMap<>();
                    model.put("actorName", site.name(actor));
                    model.put("kinds", Stream.of(Kind.values()).map(Kind::route).toList());
                    return model;
                })
                .flatMap(model -> site.page(exchange, "reports", HttpStatus.OK, model));
    }

    @GetMapping("/initiatives/{id}/progress")
    Mono<Rendering> progress(
            ServerWebExchange exchange,
            Actor actor,
            @PathVariable String id,
            @RequestParam @Nullable String from,
            @RequestParam @Nullable String asOf) {
        Words words = site.words(exchange);
        Entry entry = Entry.of(from, asOf);
        return reports.progress(exchange, actor, id, entry.days(), words, null).flatMap(report -> {
            Map<String, Object> model = model(
                    exchange.getRequest().getQueryParams(),
                    actor,
                    report,
                    "/initiatives/" + id,
                    words.of("report.back"));
            model.put("form", "/initiatives/" + id + "/progress");
            model.put("providers", Map.of());
            entry.into(model, words);
            return site.page(exchange, "report", entry.status(), model);
        });
    }

    @GetMapping("/initiatives/{id}/progress/file.{ending}")
    Mono<ResponseEntity<Flux<DataBuffer>>> progress(
            ServerWebExchange exchange,
            Actor actor,
            @PathVariable String id,
            @PathVariable String ending,
            @RequestParam @Nullable String from,
            @RequestParam @Nullable String asOf) {
        Format format = Format.of(ending);
        Days days = Days.of(from, asOf);
        Words words = site.words(exchange);
        return files.file(
                exchange,
                actor,
                reports.progress(exchange, actor, id, days, words, format.ending()),
                format,
                Exports.separator(words));
    }

    /**
     * The days as somebody wrote them.
     *
     * @param days what they stand for, or where they cannot be read, what is shown instead
     */
    private record Entry(String from, String asOf, Days days, boolean isReadable) {

        static Entry of(@Nullable String from, @Nullable String asOf) {
            LocalDate today = LocalDate.now(HELSINKI);
            String first = from == null ? "" : from.strip();
            String last = asOf == null ? "" : asOf.strip();
            @Nullable BusinessDate begins = Entered.when(first);
            @Nullable LocalDate ends = Entered.lastDay(last);
            LocalDate until = ends == null ? today : ends;
            boolean isReadable =
                    (first.isEmpty() || (begins != null && !begins.firstDay().isAfter(until)))
                            && (last.isEmpty() || ends != null)
                            && !until.isAfter(today);
            return new Entry(
                    first,
                    last,
                    isReadable ? new Days(begins == null ? null : begins.firstDay(), until) : new Days(null, today),
                    isReadable);
        }

        HttpStatus status() {
            return isReadable ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_CONTENT;
        }

        void into(Map<String, Object> model, Words words) {
            model.put("isUnreadable", !isReadable);
            model.put("begins", isReadable && days.from() != null ? words.date(BusinessDate.of(days.from())) : from);
            model.put("entered", isReadable && !asOf.isEmpty() ? words.date(BusinessDate.of(days.until())) : asOf);
        }
    }

    @GetMapping("/reports/{kind}")
    Mono<Rendering> portfolio(
            ServerWebExchange exchange,
            Actor actor,
            @PathVariable String kind,
            @RequestParam @Nullable String provider,
            @RequestParam @Nullable String from,
            @RequestParam @Nullable String asOf) {
        Words words = site.words(exchange);
        Kind wanted = Kind.of(kind);
        Entry entry = Entry.of(wanted == Kind.PROGRESS ? from : null, asOf);
        return reports.portfolio(exchange, actor, wanted, blankless(provider), entry.days(), words, null)
                .flatMap(report -> {
                    Map<String, Object> model = model(
                            exchange.getRequest().getQueryParams(), actor, report, "/reports", words.of("report.all"));
                    entry.into(model, words);
                    if (wanted != Kind.PROGRESS) {
                        model.remove("begins");
                    }
                    model.put("form", "/reports/" + kind);
                    model.put("narrowedBy", wanted.narrowedBy());
                    model.put("sought", wanted.sought(exchange.getRequest().getQueryParams()));
                    model.put("provider", Objects.requireNonNullElse(blankless(provider), actor.provider()));
                    model.put("providers", providers(actor));
                    return site.page(exchange, "report", entry.status(), model);
                });
    }

    /**
     * How far a file is.
     *
     * @param percent of the work that is done; 100 when the whole file was taken; absent if nothing is known of it here
     */
    record HowFar(@Nullable Integer percent, boolean hasFailed) {}

    /** How far the actor's file is that was asked for with that name. */
    @GetMapping("/reports/files")
    ResponseEntity<HowFar> followed(
            Actor actor, @RequestParam(name = ReportFiles.FOLLOWED, defaultValue = "") String name) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(files.followed(actor, name)
                        .map(made -> new HowFar(made.percent(), made.hasFailed()))
                        .orElseGet(() -> new HowFar(null, false)));
    }

    /** The days as they stand in the address of a report. */
    @GetMapping("/reports/{kind}/file.{ending}")
    Mono<ResponseEntity<Flux<DataBuffer>>> portfolio(
            ServerWebExchange exchange,
            Actor actor,
            @PathVariable String kind,
            @PathVariable String ending,
            @RequestParam @Nullable String provider,
            @RequestParam @Nullable String from,
            @RequestParam @Nullable String asOf) {
        Format format = Format.of(ending);
        Kind wanted = Kind.of(kind);
        Days days = Days.of(from, asOf);
        Words words = site.words(exchange);
        return files.file(
                exchange,
                actor,
                reports.portfolio(exchange, actor, wanted, blankless(provider), days, words, format.ending()),
                format,
                Exports.separator(words));
    }

    private static @Nullable String blankless(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /** Those whose reports the actor may see, by name. */
    private Map<String, String> providers(Actor actor) {
        Map<String, String> providers = new TreeMap<>();
        Visible.providers(actor).forEach(provider -> providers.put(provider, names.provider(provider)));
        return providers;
    }

    /** Where the report is as a file. */
    record File(String name, String address) {}

    private Map<String, Object> model(
            MultiValueMap<String, String> address, Actor actor, Report report, String back, String backTo) {
        Map<String, Object> model = new HashMap<>();
        String path = report.address().replaceFirst("\\?.*", "");
        String query = report.address().substring(path.length());
        model.put("back", back);
        model.put("backTo", backTo);
        model.put(
                "files",
                Stream.of(Format.values())
                        .filter(format -> format != Format.CSV)
                        .map(format -> new File(format.ending(), path + "/file." + format.ending() + query))
                        .toList());
        model.put("actorName", site.name(actor));
        model.put("report", report);
        model.put("csv", path + "/file.csv" + query);
        @Nullable Table alone = table(report, address.getFirst("table"));
        List<List<Shown>> pages = pages(report);
        int page = Math.clamp(InitiativePages.number(address.getFirst("page")), 1, pages.size());
        int from = (int) Math.min(InitiativePages.number(address.getFirst("row")), Integer.MAX_VALUE);
        model.put("isAlone", alone != null);
        model.put("whole", Behind.whole(report.address()));
        model.put("shown", alone == null ? pages.get(page - 1) : List.of(shown(alone, from, ROWS_ALONE)));
        model.put("contents", contents(report, pages, page));
        model.put("previous", alone == null && page > 1 ? report.address() + "&page=" + (page - 1) : null);
        model.put("next", alone == null && page < pages.size() ? report.address() + "&page=" + (page + 1) : null);
        return model;
    }

    private static @Nullable Table table(Report report, @Nullable String name) {
        return report.blocks().stream()
                .filter(block -> block instanceof Table one && one.name().equals(name))
                .map(Table.class::cast)
                .findFirst()
                .orElse(null);
    }

    /**
     * A block as it is shown.
     *
     * @param rows of a table, as many as there is room for
     * @param next how many rows come before those that are not shown; 0 if there are none of these
     */
    record Shown(Block block, List<List<Cell>> rows, int next) {}

    /** The report page by page; each begins with a block that had no room on the one before, under the headings that it is under. */
    private static List<List<Shown>> pages(Report report) {
        List<List<Shown>> pages = new ArrayList<>();
        List<Shown> page = new ArrayList<>();
        TreeMap<Integer, Shown> headings = new TreeMap<>();
        int room = ROOM;
        for (Block block : report.blocks()) {
            Shown shown = shown(block, 0, ROWS);
            int weight = weight(shown);
            if (block instanceof Heading heading) {
                headings.tailMap(heading.level(), true).clear();
            }
            if (weight > room && !page.isEmpty()) {
                // A heading stands over what it heads.
                while (!page.isEmpty() && page.getLast().block instanceof Heading) {
                    page.removeLast();
                }
                if (!page.isEmpty()) {
                    pages.add(page);
                }
                page = new ArrayList<>(headings.values());
                room = ROOM;
            }
            if (block instanceof Heading heading) {
                headings.put(heading.level(), shown);
            }
            page.add(shown);
            room -= weight;
        }
        pages.add(page);
        return pages;
    }

    /** @param most rows of a table */
    private static Shown shown(Block block, int from, int most) {
        if (!(block instanceof Table table)) {
            return new Shown(block, List.of(), 0);
        }
        List<List<Cell>> rows = table.rows().stream().skip(from).limit(most).toList();
        int next = from + rows.size();
        return new Shown(block, rows, next < table.rows().size() ? next : 0);
    }

    private static int weight(Shown shown) {
        return BLOCK
                + switch (shown.block) {
                    case Heading heading -> heading.text().length();
                    case Paragraph paragraph ->
                        weight(paragraph.said().text(), paragraph.said().sources());
                    case Facts facts ->
                        facts.facts().stream()
                                .flatMap(fact -> fact.said().stream())
                                .mapToInt(said -> weight(said.text(), said.sources()))
                                .sum();
                    case Table _ ->
                        shown.rows.stream()
                                .flatMap(List::stream)
                                .mapToInt(cell -> weight(cell.text(), cell.sources()))
                                .sum();
                    case Chart chart -> chart.svg().length();
                };
    }

    private static int weight(String text, List<Source> sources) {
        return CELL + text.length() + SOURCE * sources.size();
    }

    /** A link to a part of the report. */
    record Listed(String text, String address) {}

    /** @param shownPage where there are too many parts, only its own are listed */
    private static List<Listed> contents(Report report, List<List<Shown>> pages, int shownPage) {
        long parts = report.blocks().stream()
                .filter(block -> block instanceof Heading heading && heading.level() == 2)
                .count();
        List<Listed> contents = new ArrayList<>();
        Set<String> listed = new HashSet<>();
        for (int nth = parts > LISTED ? shownPage : 1; nth <= (parts > LISTED ? shownPage : pages.size()); nth++) {
            String page = nth == 1 ? "" : "&page=" + nth;
            for (Shown shown : pages.get(nth - 1)) {
                if (shown.block instanceof Heading heading && heading.level() == 2 && listed.add(heading.id())) {
                    contents.add(new Listed(heading.text(), report.address() + page + "#" + heading.id()));
                }
            }
        }
        return contents;
    }
}
