package fi.kiinni.query.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.result.view.AbstractView;
import org.springframework.web.reactive.result.view.View;
import org.springframework.web.reactive.result.view.ViewResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The templates in src/main/jte, each a class of this package that Maven makes and the compiler checks: what they say
 * stands in them as it is, what they are given is escaped for the place at which it stands.
 */
@Component
final class Templates implements ViewResolver {

    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    private final TemplateEngine engine = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Templates.class.getClassLoader(), Templates.class.getPackageName());

    @Override
    public Mono<View> resolveViewName(String name, Locale locale) {
        return engine.hasTemplate(name + ".jte") ? Mono.just(new Page(name + ".jte")) : Mono.empty();
    }

    private final class Page extends AbstractView {

        private final String template;

        Page(String template) {
            this.template = template;
        }

        @Override
        protected Mono<Void> renderInternal(
                Map<String, Object> model, @Nullable MediaType type, ServerWebExchange exchange) {
            Utf8ByteOutput page = new Utf8ByteOutput();
            engine.render(template, model, page);
            exchange.getResponse().getHeaders().setContentType(HTML);
            return exchange.getResponse()
                    .writeWith(Mono.fromSupplier(
                            () -> exchange.getResponse().bufferFactory().wrap(page.toByteArray())));
        }
    }
}
