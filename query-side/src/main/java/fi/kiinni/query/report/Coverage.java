package fi.kiinni.query.report;

import fi.kiinni.initiative.Status;
import fi.kiinni.query.report.Behind.Listed;
import fi.kiinni.query.report.Flow.Told;
import fi.kiinni.query.report.Report.Block;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Writing.Rows;
import fi.kiinni.query.view.Lifeline;
import fi.kiinni.query.view.Lifeline.Gauge;
import fi.kiinni.query.view.Lifeline.Mirrored;
import fi.kiinni.query.view.Lifeline.Verdict;
import fi.kiinni.query.words.Words;
import fi.kiinni.strategy.Goal;
import fi.kiinni.strategy.Strategy;
import fi.kiinni.strategy.Strategy.Version;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a strategy is worked on: who leans on which of its goals, by the mirror of the latest phase that has one. What was stopped leans on
 * nothing any more.
 *
 * @param version the latest one; absent if there is no strategy
 * @param aims its goals
 * @param stranded what leans on goals that it does not have any more
 */
record Coverage(@Nullable Version version, List<Aim> aims, List<Stranded> stranded) {

    /** @param underWay those that lean on it and are not rooted */
    record Aim(Goal goal, List<Lifeline.Of> underWay, List<Lifeline.Of> rooted) {

        /** How many of their measures stand so against their targets. */
        long measures(Verdict verdict) {
            return Stream.concat(underWay.stream(), rooted.stream())
                    .flatMap(life -> life.lifeline().gauges().stream())
                    .filter(gauge -> gauge.last().verdict() == verdict)
                    .count();
        }

        /** By which a link asks for it. */
        String key() {
            return "goal." + goal.goal();
        }

        boolean isForgotten() {
            return underWay.isEmpty() && rooted.isEmpty();
        }
    }

    /** @param dropped goals that were in an earlier version and are not in the latest */
    record Stranded(Lifeline.Of life, Mirrored mirror, List<Goal> dropped) {}

    /** @param strategy as far as it was published by that day */
    static Coverage of(List<Lifeline.Of> lives, Strategy strategy, LocalDate day) {
        if (strategy.versions().isEmpty()) {
            return new Coverage(null, List.of(), List.of());
        }
        Version latest = strategy.versions().getLast();
        Set<Object> current = latest.goals().stream().map(Goal::goal).collect(Collectors.toSet());
        List<Told> leaning = lives.stream()
                .map(life -> Told.of(life, day))
                .filter(told -> told.status() != Status.STOPPED)
                .toList();
        List<Aim> aims = latest.goals().stream()
                .map(goal -> new Aim(goal, those(leaning, goal, false), those(leaning, goal, true)))
                .toList();
        List<Stranded> stranded = new ArrayList<>();
        for (Told told : leaning) {
            told.life().lifeline().leansOn().ifPresent(mirror -> {
                List<Goal> dropped = strategy.version(mirror.strategyVersion()).stream()
                        .flatMap(version -> version.goals().stream())
                        .filter(goal -> mirror.goals().contains(goal.goal()) && !current.contains(goal.goal()))
                        .toList();
                if (!dropped.isEmpty()) {
                    stranded.add(new Stranded(told.life(), mirror, dropped));
                }
            });
        }
        return new Coverage(latest, aims, List.copyOf(stranded));
    }

    private static List<Lifeline.Of> those(List<Told> leaning, Goal goal, boolean isRooted) {
        return leaning.stream()
                .filter(told -> (told.status() == Status.ROOTED) == isRooted
                        && told.life()
                                .lifeline()
                                .leansOn()
                                .filter(mirror -> mirror.goals().contains(goal.goal()))
                                .isPresent())
                .map(Told::life)
                .toList();
    }

    List<Block> said(Behind behind) {
        Words words = behind.words();
        Writing to = new Writing(words);
        if (version == null) {
            return to.paragraph(words.of("coverage.none")).blocks();
        }
        to.paragraph(words.of(
                "coverage.version",
                Map.of(
                        "name", version.name(),
                        "from", words.date(version.from()),
                        "until", words.date(version.until()))));
        to.heading(2, "goals", words.of("coverage.goals"));
        Rows rows = to.rows("by-goal", words.of("coverage.goals"), words.of("coverage.forgotten.none"))
                .text("goal", words.of("coverage.goal"))
                .number("underWay", words.of("coverage.under-way"))
                .number("rooted", words.of("flow.status.ROOTED"))
                .number("all", words.of("report.in-all"))
                .number("met", words.of("progress.figure.MET"))
                .number("short", words.of("progress.figure.SHORT"))
                .number("unmeasured", words.of("progress.figure.UNMEASURED"));
        aims.forEach(aim -> rows.row()
                .cell(aim.goal.text(), aim.isForgotten() ? List.of() : behind.figure(aim.key()))
                .cell(aim.underWay.size())
                .cell(aim.rooted.size())
                .cell((long) aim.underWay.size() + aim.rooted.size())
                .cell(aim.measures(Verdict.MET))
                .cell(aim.measures(Verdict.SHORT))
                .cell(aim.measures(Verdict.UNMEASURED)));
        to.table(rows);
        Rows leaning = to.rows("leaning", words.of("coverage.leaning"), words.of("report.nothing"))
                .text("initiative", words.of("field.title"))
                .text("goal", words.of("coverage.goal"));
        aims.forEach(aim -> {
            aim.underWay.forEach(life ->
                    leaning.row().cell(life.title(), mirror(behind, life)).cell(aim.goal.text()));
            aim.rooted.forEach(life ->
                    leaning.row().cell(life.title(), mirror(behind, life)).cell(aim.goal.text()));
        });
        to.table(leaning);
        to.heading(2, "forgotten", words.of("coverage.forgotten"));
        Rows forgotten = to.rows("nobody", words.of("coverage.forgotten"), words.of("coverage.forgotten.none"))
                .text("goal", words.of("coverage.goal"));
        aims.stream().filter(Aim::isForgotten).forEach(aim -> forgotten.row().cell(aim.goal.text()));
        to.table(forgotten);
        to.heading(2, "dropped", words.of("coverage.dropped"));
        Rows dropped = to.rows("stranded", words.of("coverage.dropped"), words.of("coverage.dropped.none"))
                .text("initiative", words.of("field.title"))
                .text("phase", words.of("coverage.mirrored"))
                .text("goal", words.of("coverage.goal"));
        stranded.forEach(one -> dropped.row()
                .cell(one.life.title(), mirror(behind, one.life))
                .cell(words.of(one.mirror.phase()))
                .cell(one.dropped.stream().map(Goal::text).collect(Collectors.joining("\n"))));
        to.table(dropped);
        return to.blocks();
    }

    private static List<Source> mirror(Behind behind, Lifeline.Of life) {
        return life.lifeline().leansOn().stream()
                .flatMap(mirror -> behind.event(life, mirror.point()).stream())
                .toList();
    }

    /**
     * What leans on a goal, with its measures.
     *
     * @return empty if there is no such goal
     */
    Optional<Listed> behind(Behind behind, String key) {
        return aims.stream().filter(aim -> aim.key().equals(key)).findFirst().map(aim -> listed(behind, aim));
    }

    private static Listed listed(Behind behind, Aim aim) {
        Words words = behind.words();
        Writing to = new Writing(words);
        Rows rows = behind.rows(to, aim.goal.text())
                .text("status", words.of("field.status"))
                .text("measure", words.of("field.measure"))
                .text("verdict", words.of("coverage.verdict"));
        aim.underWay.forEach(life -> listed(behind, rows, life, words.of("coverage.under-way")));
        aim.rooted.forEach(life -> listed(behind, rows, life, words.of("flow.status.ROOTED")));
        return behind.listed(aim.goal.text(), to, rows);
    }

    private static void listed(Behind behind, Rows rows, Lifeline.Of life, String status) {
        List<Gauge> gauges = life.lifeline().gauges().stream()
                .filter(gauge -> gauge.last().verdict() != Verdict.RETIRED)
                .toList();
        if (gauges.isEmpty()) {
            rows.row()
                    .cell(life.title(), mirror(behind, life))
                    .cell(status)
                    .cell("")
                    .cell("");
        }
        gauges.forEach(gauge -> rows.row()
                .cell(life.title(), mirror(behind, life))
                .cell(status)
                .cell(gauge.name())
                .cell(
                        behind.words().of("progress.verdict." + gauge.last().verdict()),
                        behind.event(life, gauge.last().point())));
    }
}
