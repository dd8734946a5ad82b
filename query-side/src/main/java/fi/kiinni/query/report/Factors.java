package fi.kiinni.query.report;

import fi.kiinni.initiative.FactorDomain;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.Phase;
import fi.kiinni.query.report.Behind.Listed;
import fi.kiinni.query.report.Report.Block;
import fi.kiinni.query.report.Writing.Rows;
import fi.kiinni.query.view.Lifeline;
import fi.kiinni.query.view.Lifeline.Force;
import fi.kiinni.query.view.Lifeline.Rating;
import fi.kiinni.query.view.Lifeline.Step;
import fi.kiinni.query.view.Lifeline.Turn;
import fi.kiinni.query.words.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which factors went before what: the hindering ones before an initiative was paused or stopped, the promoting ones before it was rooted.
 * What went before is not therefore the cause.
 *
 * @param hidden how many groups there are of fewer than {@value #FEWEST} initiatives, which are not shown: chance would speak from them,
 *     and everybody would know whose they are
 */
record Factors(List<Group> groups, long hidden) {

    static final int FEWEST = 5;

    private static final Set<Turn> STALLS = Set.of(Turn.PAUSED, Turn.STOPPED);

    private static final Set<Turn> ROOTS = Set.of(Turn.ROOTED);

    /**
     * The initiatives in which a factor of a kind and domain was identified in a phase.
     *
     * @param lives those; what is counted followed in so many of them as it came while such a factor was neither resolved nor without
     *     weight
     * @param inPhase how many initiatives were ever in the phase, with and without such a factor
     * @param allFollowed in how many of these what is counted came after they had entered it
     */
    record Group(
            FactorKind kind, Phase phase, FactorDomain domain, List<Having> lives, long inPhase, long allFollowed) {

        long having() {
            return lives.size();
        }

        long followed() {
            return lives.stream().filter(one -> one.followed != null).count();
        }

        /** By which a link asks for it. */
        String key() {
            return name(kind) + "." + phase + "." + domain;
        }
    }

    /**
     * An initiative with such a factor.
     *
     * @param force the first one
     * @param followed what is counted and came first while such a factor had weight; absent if nothing did
     */
    record Having(Lifeline.Of life, Force force, @Nullable Step followed) {}

    private static String name(FactorKind kind) {
        return kind == FactorKind.HINDERING ? "hindering" : "promoting";
    }

    static Factors of(List<Lifeline.Of> lives) {
        List<Group> shown = new ArrayList<>();
        long hidden = 0;
        for (FactorKind kind : FactorKind.values()) {
            Set<Turn> counted = kind == FactorKind.HINDERING ? STALLS : ROOTS;
            for (Phase phase : Phase.values()) {
                List<Lifeline.Of> inPhase = lives.stream()
                        .filter(life -> life.lifeline().steps().stream().anyMatch(step -> step.phase() == phase))
                        .toList();
                long allFollowed = inPhase.stream()
                        .filter(life -> life.lifeline().steps().stream()
                                .dropWhile(step -> step.phase() != phase)
                                .anyMatch(step -> counted.contains(step.turn())))
                        .count();
                for (FactorDomain domain : FactorDomain.values()) {
                    List<Having> having = new ArrayList<>();
                    for (Lifeline.Of life : inPhase) {
                        List<Force> forces = life.lifeline().forces().stream()
                                .filter(force ->
                                        force.kind() == kind && force.phase() == phase && force.domain() == domain)
                                .toList();
                        if (!forces.isEmpty()) {
                            having.add(new Having(life, forces.getFirst(), followed(forces, life.lifeline(), counted)));
                        }
                    }
                    if (having.size() >= FEWEST) {
                        shown.add(new Group(kind, phase, domain, List.copyOf(having), inPhase.size(), allFollowed));
                    } else if (!having.isEmpty()) {
                        hidden++;
                    }
                }
            }
        }
        return new Factors(List.copyOf(shown), hidden);
    }

    private static @Nullable Step followed(List<Force> forces, Lifeline life, Set<Turn> counted) {
        return life.steps().stream()
                .filter(step ->
                        counted.contains(step.turn()) && forces.stream().anyMatch(force -> strength(force, step) != 0))
                .findFirst()
                .orElse(null);
    }

    /** How strong it was when the step was recorded. */
    private static int strength(Force force, Step step) {
        return force.ratings().stream()
                .filter(rating -> rating.point().version() < step.point().version())
                .reduce((_, later) -> later)
                .map(Rating::strength)
                .orElse(0);
    }

    List<Block> said(Behind behind) {
        Words words = behind.words();
        Writing to = new Writing(words);
        to.paragraph(words.of("factors.method"));
        for (FactorKind kind : FactorKind.values()) {
            String name = name(kind);
            to.heading(2, name, words.of("page." + name));
            Rows rows = to.rows("before-" + name, words.of("factors." + name), words.of("factors.none"))
                    .text("phase", words.of("factors.phase"))
                    .text("domain", words.of("field.domain"))
                    .number("having", words.of("factors.having"))
                    .number("followed", words.of("factors.followed." + name))
                    .text("share", words.of("report.share"))
                    .number("inPhase", words.of("factors.in-phase"))
                    .number("allFollowed", words.of("factors.followed." + name))
                    .text("shareOfAll", words.of("report.share"));
            groups.stream()
                    .filter(group -> group.kind == kind)
                    .forEach(group -> rows.row()
                            .cell(words.of(group.phase))
                            .cell(words.of(group.domain), behind.figure(group.key()))
                            .cell(group.having())
                            .cell(group.followed())
                            .cell(FlowReport.share(words, group.followed(), group.having()))
                            .cell(group.inPhase)
                            .cell(group.allFollowed)
                            .cell(FlowReport.share(words, group.allFollowed, group.inPhase)));
            to.table(rows);
        }
        if (hidden > 0) {
            to.paragraph(words.count("factors.hidden", hidden));
        }
        return to.blocks();
    }

    /**
     * The initiatives of a group.
     *
     * @return empty if there is no such group, or it is not shown
     */
    Optional<Listed> behind(Behind behind, String key) {
        return groups.stream()
                .filter(group -> group.key().equals(key))
                .findFirst()
                .map(group -> listed(behind, group));
    }

    private static Listed listed(Behind behind, Group group) {
        Words words = behind.words();
        String figure =
                words.of("factors." + name(group.kind)) + ": " + words.of(group.phase) + ", " + words.of(group.domain);
        Writing to = new Writing(words);
        Rows rows = behind.rows(to, figure)
                .text("factor", words.of("field.factor"))
                .date("on", words.of("page.when"))
                .text("followed", words.of("factors.what-followed"));
        group.lives.forEach(one -> rows.row()
                .cell(
                        one.life.title(),
                        behind.event(one.life, one.force.ratings().getFirst().point()))
                .cell(one.force.description())
                .cell(one.force.ratings().getFirst().point().on())
                .cell(
                        one.followed == null ? "" : behind.told(one.followed),
                        one.followed == null ? List.of() : behind.event(one.life, one.followed.point())));
        return behind.listed(figure, to, rows);
    }
}
