package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.query.report.Report;
import fi.kiinni.query.report.Report.Heading;
import fi.kiinni.query.report.Reports;
import fi.kiinni.query.words.Words;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Reports, to be read and to be taken along. */
@Controller
final class ReportPages {

    private final Site site;
    private final Reports reports;

    ReportPages(Site site, Reports reports) {
        this.site = site;
        this.reports = reports;
    }

    @GetMapping("/initiatives/{id}/rooting-plan")
    Mono<Rendering> rootingPlan(ServerWebExchange exchange, Actor actor, @PathVariable String id) {
        Words words = site.words(exchange);
        return reports.rootingPlan(exchange, actor, id, words, null)
                .flatMap(report -> page(exchange, actor, report, "/initiatives/" + id, words.of("report.back")));
    }

    /** Where the report is as a file. */
    record File(String name, String address) {}

    private Mono<Rendering> page(ServerWebExchange exchange, Actor actor, Report report, String back, String backTo) {
        Map<String, Object> model = new HashMap<>();
        model.put("back", back);
        model.put("backTo", backTo);
        model.put("files", List.of());
        model.put("actorName", site.name(actor));
        model.put("report", report);
        model.put("contents", contents(report));
        return site.page(exchange, "report", HttpStatus.OK, model);
    }

    private static List<Heading> contents(Report report) {
        return report.blocks().stream()
                .filter(Heading.class::isInstance)
                .map(Heading.class::cast)
                .filter(heading -> heading.level() == 2)
                .toList();
    }
}
