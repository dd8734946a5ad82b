package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.query.Reads;
import fi.kiinni.query.Unreadable;
import fi.kiinni.query.report.Report;
import fi.kiinni.query.report.Report.Block;
import fi.kiinni.query.report.Report.Cell;
import fi.kiinni.query.report.Report.Heading;
import fi.kiinni.query.report.Report.Table;
import fi.kiinni.query.report.ReportFiles;
import fi.kiinni.query.report.ReportFiles.Format;
import fi.kiinni.query.report.Reports;
import fi.kiinni.query.report.Reports.Kind;
import fi.kiinni.query.view.Visible;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Words;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
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

    @GetMapping("/initiatives/{id}/rooting-plan.{ending}")
    Mono<ResponseEntity<Flux<DataBuffer>>> rootingPlan(
            ServerWebExchange exchange, Actor actor, @PathVariable String id, @PathVariable String ending) {
        Format format = Format.of(ending);
        Words words = site.words(exchange);
        return files.file(
                exchange, reports.rootingPlan(exchange, actor, id, words, format.ending()), format, separator(words));
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

    @GetMapping("/reports/{kind}")
    Mono<Rendering> portfolio(
            ServerWebExchange exchange,
            Actor actor,
            @PathVariable String kind,
            @RequestParam @Nullable String provider,
            @RequestParam @Nullable String asOf) {
        Words words = site.words(exchange);
        LocalDate today = LocalDate.now(HELSINKI);
        String entered = asOf == null ? "" : asOf.strip();
        @Nullable LocalDate asked = Entered.lastDay(entered);
        boolean isReadable = entered.isEmpty() || (asked != null && !asked.isAfter(today));
        LocalDate day = isReadable && asked != null ? asked : today;
        return reports.portfolio(exchange, actor, Kind.of(kind), blankless(provider), day, words, null)
                .flatMap(report -> {
                    Map<String, Object> model = model(
                            exchange.getRequest().getQueryParams(), actor, report, "/reports", words.of("report.all"));
                    model.put("entered", isReadable && asked != null ? words.date(BusinessDate.of(day)) : entered);
                    model.put("isUnreadable", !isReadable);
                    model.put("kind", kind);
                    model.put("isSearched", Kind.of(kind) == Kind.FLOW);
                    model.put(
                            "q",
                            Objects.requireNonNullElse(
                                    exchange.getRequest().getQueryParams().getFirst("q"), ""));
                    model.put("provider", Objects.requireNonNullElse(blankless(provider), actor.provider()));
                    model.put("providers", providers(actor));
                    return site.page(
                            exchange, "report", isReadable ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_CONTENT, model);
                });
    }

    /** Those of them that are in a report's address are as they stand in it. */
    @GetMapping("/reports/{kind}/file.{ending}")
    Mono<ResponseEntity<Flux<DataBuffer>>> portfolio(
            ServerWebExchange exchange,
            Actor actor,
            @PathVariable String kind,
            @PathVariable String ending,
            @RequestParam @Nullable String provider,
            @RequestParam @Nullable String asOf) {
        Format format = Format.of(ending);
        Kind wanted = Kind.of(kind);
        Unreadable unreadable = new Unreadable();
        LocalDate day = Reports.day(unreadable, asOf);
        unreadable.refuse();
        Words words = site.words(exchange);
        return files.file(
                exchange,
                reports.portfolio(exchange, actor, wanted, blankless(provider), day, words, format.ending()),
                format,
                separator(words));
    }

    /** In Finland's languages, spreadsheets part cells by semicolons, because commas part decimals. */
    private static char separator(Words words) {
        return words.language().equals("en") ? ',' : ';';
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
                        .map(format -> new File(
                                format.ending(),
                                path + (path.contains("/reports/") ? "/file." : ".") + format.ending() + query))
                        .toList());
        model.put("actorName", site.name(actor));
        model.put("report", report);
        @Nullable String table = isOf(report, address.getFirst("table")) ? address.getFirst("table") : null;
        int from =
                table == null ? 0 : (int) Math.min(InitiativePages.number(address.getFirst("from")), Integer.MAX_VALUE);
        model.put("csv", path + (path.contains("/reports/") ? "/file" : "") + ".csv" + query);
        model.put("shown", shown(report, table, from));
        model.put("table", table);
        model.put("contents", contents(report));
        return model;
    }

    private static boolean isOf(Report report, @Nullable String table) {
        return report.blocks().stream()
                .anyMatch(block -> block instanceof Table one && one.name().equals(table));
    }

    /** Rows of a table that are shown among the rest of a report, and where it is alone. */
    private static final int ROWS = 12;

    private static final int ROWS_ALONE = 60;

    /** What the rows of all tables may weigh, in characters, so that the page stays under 60 kB; what the markup of a cell does. */
    private static final int ROOM = 30_000;

    private static final int CELL = 50;

    private static final int SOURCE = 170;

    /**
     * A block as it is shown.
     *
     * @param rows of a table, as many as there is room for
     * @param next how many rows come before those that are not shown; 0 if there are none of these
     */
    record Shown(Block block, List<List<Cell>> rows, int next) {}

    /** @param table the name of the one that is shown alone, if one is */
    private static List<Shown> shown(Report report, @Nullable String table, int from) {
        List<Shown> shown = new ArrayList<>();
        int room = ROOM;
        for (Block block : report.blocks()) {
            if (!(block instanceof Table all)) {
                if (table == null) {
                    shown.add(new Shown(block, List.of(), 0));
                }
            } else if (table == null || table.equals(all.name())) {
                int most = table == null ? ROWS : ROWS_ALONE;
                List<List<Cell>> rows = new ArrayList<>();
                for (List<Cell> row : all.rows().stream().skip(from).limit(most).toList()) {
                    room -= weight(row);
                    if (room < 0 && table == null) {
                        break;
                    }
                    rows.add(row);
                }
                int next = from + rows.size();
                shown.add(new Shown(block, rows, next < all.rows().size() ? next : 0));
            }
        }
        return shown;
    }

    private static int weight(List<Cell> row) {
        return row.stream()
                .mapToInt(cell ->
                        CELL + cell.text().length() + SOURCE * cell.sources().size())
                .sum();
    }

    private static List<Heading> contents(Report report) {
        return report.blocks().stream()
                .filter(Heading.class::isInstance)
                .map(Heading.class::cast)
                .filter(heading -> heading.level() == 2)
                .toList();
    }
}
