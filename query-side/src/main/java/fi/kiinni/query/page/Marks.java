package fi.kiinni.query.page;

import fi.kiinni.query.view.Overview.Item;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.dialect.AbstractProcessorDialect;
import org.thymeleaf.engine.AttributeName;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.processor.IProcessor;
import org.thymeleaf.processor.element.IElementTagStructureHandler;
import org.thymeleaf.standard.expression.StandardExpressions;
import org.thymeleaf.standard.processor.AbstractStandardExpressionAttributeTagProcessor;
import org.thymeleaf.templatemode.TemplateMode;
import org.unbescape.html.HtmlEscape;

/** Attributes for what stands everywhere on pages: icons, and links to commands. */
@Component
final class Marks extends AbstractProcessorDialect {

    private static final String PREFIX = "kiinni";

    Marks() {
        super("Kiinni", PREFIX, 1_000);
    }

    @Override
    public Set<IProcessor> getProcessors(String prefix) {
        return Set.of(new Icon(prefix), new CommandLink(prefix));
    }

    /** {@code <svg kiinni:icon="check">}, one of those in assets/icons.svg; it is always beside a word, so it says nothing by itself. */
    private static final class Icon extends Mark {

        Icon(String prefix) {
            super(prefix, "icon");
        }

        @Override
        void mark(ITemplateContext page, IProcessableElementTag tag, String name, IElementTagStructureHandler mark) {
            mark.setAttribute("class", "icon");
            mark.setAttribute("aria-hidden", "true");
            mark.setBody(
                    "<use href=\"" + page.getVariable("assets") + "/icons.svg#" + escaped(name) + "\"></use>", false);
        }
    }

    /**
     * {@code <a kiinni:command="drop-action" kiinni:about="'action=' + …">}, the link to a command's form, about that; only
     * if it is among those that the reader may give now.
     */
    private static final class CommandLink extends Mark {

        CommandLink(String prefix) {
            super(prefix, "command");
        }

        @Override
        void mark(ITemplateContext page, IProcessableElementTag tag, String route, IElementTagStructureHandler mark) {
            @Nullable Object title = ((Map<?, ?>) page.getVariable("commands")).get(route);
            if (title == null) {
                mark.removeElement();
                return;
            }
            @Nullable String about = tag.getAttributeValue(PREFIX, "about");
            @Nullable Object query = about == null ? null : value(page, about);
            mark.removeAttribute(PREFIX, "about");
            mark.setAttribute("class", "command");
            mark.setAttribute(
                    "href",
                    escaped("/initiatives/" + ((Item) page.getVariable("item")).initiative() + "/" + route
                            + (query == null ? "" : "?" + query)));
            mark.setBody(escaped(title.toString()), false);
        }
    }

    private abstract static class Mark extends AbstractStandardExpressionAttributeTagProcessor {

        Mark(String prefix, String attribute) {
            super(TemplateMode.HTML, prefix, attribute, 1_000, true);
        }

        @Override
        protected final void doProcess(
                ITemplateContext page,
                IProcessableElementTag tag,
                AttributeName attribute,
                String expression,
                @Nullable Object value,
                IElementTagStructureHandler mark) {
            mark(page, tag, Objects.toString(value), mark);
        }

        abstract void mark(
                ITemplateContext page, IProcessableElementTag tag, String value, IElementTagStructureHandler mark);

        static @Nullable Object value(ITemplateContext page, String expression) {
            return StandardExpressions.getExpressionParser(page.getConfiguration())
                    .parseExpression(page, expression)
                    .execute(page);
        }

        static String escaped(String text) {
            return HtmlEscape.escapeHtml4Xml(text);
        }
    }
}
