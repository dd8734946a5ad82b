package fi.kiinni.query.report;

import fi.kiinni.initiative.FactorDomain;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.Phase;
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
import java.util.Set;

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
     * @param having how many those are
     * @param followed in how many of them what is counted came while such a factor was neither resolved nor without weight
     * @param inPhase how many initiatives were ever in the phase, with and without such a factor
     * @param allFollowed in how many of these what is counted came after they had entered it
     */
    record Group(
            FactorKind kind,
            Phase phase,
            FactorDomain domain,
            long having,
            long followed,
            long inPhase,
            long allFollowed) {}

    static Factors of(List<Lifeline.Of> lives) {
        List<Group> shown = new ArrayList<>();
        long hidden = 0;
        for (FactorKind kind : FactorKind.values()) {
            Set<Turn> counted = kind == FactorKind.HINDERING ? STALLS : ROOTS;
            for (Phase phase : Phase.values()) {
                List<Lifeline> inPhase = lives.stream()
                        .map(Lifeline.Of::lifeline)
                        .filter(life -> life.steps().stream().anyMatch(step -> step.phase() == phase))
                        .toList();
                long allFollowed = inPhase.stream()
                        .filter(life -> life.steps().stream()
                                .dropWhile(step -> step.phase() != phase)
                                .anyMatch(step -> counted.contains(step.turn())))
                        .count();
                for (FactorDomain domain : FactorDomain.values()) {
                    long having = 0;
                    long followed = 0;
                    for (Lifeline life : inPhase) {
                        List<Force> forces = life.forces().stream()
                                .filter(force ->
                                        force.kind() == kind && force.phase() == phase && force.domain() == domain)
                                .toList();
                        having += forces.isEmpty() ? 0 : 1;
                        followed += forces.stream().anyMatch(force -> goesBefore(force, life, counted)) ? 1 : 0;
                    }
                    if (having >= FEWEST) {
                        shown.add(new Group(kind, phase, domain, having, followed, inPhase.size(), allFollowed));
                    } else if (having > 0) {
                        hidden++;
                    }
                }
            }
        }
        return new Factors(List.copyOf(shown), hidden);
    }

    private static boolean goesBefore(Force force, Lifeline life, Set<Turn> counted) {
        return life.steps().stream().anyMatch(step -> counted.contains(step.turn()) && strength(force, step) != 0);
    }

    /** How strong it was when the step was recorded. */
    private static int strength(Force force, Step step) {
        return force.ratings().stream()
                .filter(rating -> rating.point().version() < step.point().version())
                .reduce((_, later) -> later)
                .map(Rating::strength)
                .orElse(0);
    }

    List<Block> said(Words words) {
        Writing to = new Writing(words);
        to.paragraph(words.of("factors.method"));
        for (FactorKind kind : FactorKind.values()) {
            String name = kind == FactorKind.HINDERING ? "hindering" : "promoting";
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
                            .cell(words.of(group.domain))
                            .cell(group.having)
                            .cell(group.followed)
                            .cell(FlowReport.share(words, group.followed, group.having))
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
}
