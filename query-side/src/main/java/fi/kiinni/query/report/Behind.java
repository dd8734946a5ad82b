package fi.kiinni.query.report;

import fi.kiinni.query.report.Report.Block;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Writing.Rows;
import fi.kiinni.query.view.Lifeline;
import fi.kiinni.query.view.Lifeline.Point;
import fi.kiinni.query.view.Lifeline.Step;
import fi.kiinni.query.words.Words;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the figures of a report on all initiatives: the same report, asked for what it counted in one figure, lists that, and
 * each row leads to the event.
 *
 * @param origin where the pages are
 * @param address of the report
 */
public record Behind(Words words, String origin, String address) {

    /** The parameter of the address that asks for it. */
    static final String ASKED = "behind";

    /** The address of the report that a figure stands in; of the report itself, the same. */
    public static String whole(String address) {
        return address.replaceFirst("&" + ASKED + "=[^&]*", "");
    }

    /**
     * What was counted in a figure.
     *
     * @param figure in words
     */
    record Listed(String figure, List<Block> blocks) {}

    /** @param key of the figure, in its report */
    List<Source> figure(String key) {
        return List.of(
                new Source(words.of("report.show"), words.of("report.show.behind"), address + "&" + ASKED + "=" + key));
    }

    List<Source> event(Lifeline.Of life, Point point) {
        return List.of(new Source(
                "#" + point.version(),
                words.of("report.show.event"),
                origin + "/initiatives/" + life.initiative() + "/history?version=" + point.version()));
    }

    /** The events between which something lasted. */
    List<Source> events(Lifeline.Of life, Point since, @Nullable Point until) {
        return until == null
                ? event(life, since)
                : Stream.concat(event(life, since).stream(), event(life, until).stream())
                        .toList();
    }

    /** A list with the initiatives first. */
    Rows rows(Writing to, String figure) {
        return to.rows(ASKED, figure, words.of("report.nothing")).text("initiative", words.of("field.title"));
    }

    Listed listed(String figure, Writing to, Rows rows) {
        return new Listed(figure, to.table(rows).blocks());
    }

    String told(Step step) {
        return words.of("progress.turn." + step.turn(), Map.of("phase", words.of(step.phase())));
    }
}
