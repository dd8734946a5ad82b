package fi.kiinni.query.page;

import fi.kiinni.BusinessDate;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The accessibility statement that Finnish law asks of a public service, for everybody. */
@Controller
final class AccessibilityPages {

    /** When what the statement says was last looked over; change it with the statement. */
    private static final BusinessDate REVIEWED = BusinessDate.parse("2026-11-28");

    private final Site site;

    AccessibilityPages(Site site) {
        this.site = site;
    }

    @GetMapping(PageSecurity.ACCESSIBILITY)
    Mono<Rendering> statement(ServerWebExchange exchange) {
        return site.page(
                exchange,
                "accessibility",
                HttpStatus.OK,
                Map.of("reviewed", site.words(exchange).date(REVIEWED)));
    }
}
