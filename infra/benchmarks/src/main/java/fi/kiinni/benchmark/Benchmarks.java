package fi.kiinni.benchmark;

import fi.kiinni.benchmark.DurablePostgres.Database;
import fi.kiinni.benchmark.Report.Goal;
import fi.kiinni.benchmark.Track.Slice;
import fi.kiinni.portfolio.Portfolio;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Measures what is named by the arguments, or everything; see the README. */
public final class Benchmarks {

    /** The number of workers that the goals speak of. */
    private static final int EIGHT = 8;

    private final Settings settings;

    Benchmarks(Settings settings) {
        this.settings = settings;
    }

    /** What can be measured, each in a run of its own. */
    enum Kind {
        /** Steps per second, latency and write-ahead log, by the number of workers. */
        COMMANDS,
        /** What a step leaves on disk, and what it costs just after a checkpoint. */
        BYTES,
        /** The rate with a long history against the rate with none. */
        HISTORY,
        /** Reading it all again. */
        REPLAY,
        /** Making the views anew. */
        REBUILD
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("portfolio")) {
            Portfolio.main(Arrays.copyOfRange(arguments, 1, arguments.length));
            return;
        }
        Settings settings = Settings.FULL;
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (String argument : arguments) {
            if (argument.startsWith("--")) {
                settings = settings.with(argument);
            } else {
                kinds.add(Kind.valueOf(argument.toUpperCase(Locale.ROOT)));
            }
        }
        Benchmarks benchmarks = new Benchmarks(settings);
        for (Kind kind : kinds.isEmpty() ? EnumSet.allOf(Kind.class) : kinds) {
            benchmarks.measure(kind).write(settings.reports());
        }
        System.exit(0); // whatever threads the servers leave
    }

    Report measure(Kind kind) throws Exception {
        return switch (kind) {
            case COMMANDS -> commands();
            case BYTES -> bytes();
            case HISTORY -> history();
            case REPLAY -> new Replay(settings).measure();
            case REBUILD -> new Rebuild(settings).measure();
        };
    }

    private Report commands() throws Exception {
        Report report = new Report("commands");
        try (DurablePostgres postgres = new DurablePostgres();
                Track track = new Track(postgres)) {
            Database log = postgres.newDatabase();
            try (RunningCommandSide side = new RunningCommandSide(log)) {
                Lane core = side.past();
                Lane http = side.http();
                track.run(core, 1, Life.length());
                List<Floor.Row> life = Floor.Row.firstLife(log);
                report.add("payload of an event, bytes", Floor.Row.averageBytes(life, Floor.Row::payload));
                report.add("its metadata, bytes", Floor.Row.averageBytes(life, Floor.Row::metaData));
                Lane floor = new Floor(postgres.newDatabase(), life);
                Lane rival = new CrudWithAudit(postgres.newDatabase(), life);
                for (Lane lane : List.of(floor, rival, core, http)) {
                    track.run(lane, EIGHT, settings.warmUp());
                }
                for (int workers : List.of(EIGHT, 1, 32)) {
                    for (int round = 0; round < settings.rounds(); round++) {
                        Slice least = track.run(floor, workers, settings.slice());
                        Slice inCore = track.run(core, workers, settings.slice());
                        Slice byHttp = track.run(http, workers, settings.slice());
                        boolean goals = workers == EIGHT;
                        String by = ", " + workers + (workers == 1 ? " worker" : " workers");
                        report.add("floor, steps/s" + by, least.rate());
                        add(report, "core / floor" + by, goals, Goal.atLeast("G1", 0.40), inCore.rate() / least.rate());
                        add(report, "HTTP / floor" + by, goals, Goal.atLeast("G2", 0.25), byHttp.rate() / least.rate());
                        report.add("floor, p99, ms" + by, least.p99());
                        add(report, "HTTP / floor, p99" + by, goals, Goal.atMost("G3", 4), byHttp.p99() / least.p99());
                        if (goals) {
                            Slice other = track.run(rival, workers, settings.slice());
                            report.add(rival.name() + " / floor" + by, other.rate() / least.rate());
                            report.add("floor, WAL bytes per step" + by, least.walPerStep());
                            report.add(
                                    "HTTP / floor, WAL per step" + by,
                                    Goal.atMost("G4", 1.6),
                                    byHttp.walPerStep() / least.walPerStep());
                            report.add(
                                    rival.name() + " / floor, WAL per step" + by,
                                    other.walPerStep() / least.walPerStep());
                        }
                    }
                }
            }
        }
        return report;
    }

    private static void add(Report report, String figure, boolean isGoal, Goal goal, double value) {
        if (isGoal) {
            report.add(figure, goal, value);
        } else {
            report.add(figure, value);
        }
    }

    /** Steps of each worker that are few enough to be "just after" a checkpoint: about one life. */
    private static final int AFTER_CHECKPOINT = 30;

    private static final int LIVES_PER_ROUND = 50;

    private Report bytes() throws Exception {
        Report report = new Report("bytes");
        try (DurablePostgres postgres = new DurablePostgres();
                Track track = new Track(postgres)) {
            Database log = postgres.newDatabase();
            Database other = postgres.newDatabase();
            try (RunningCommandSide side = new RunningCommandSide(log)) {
                Lane core = side.past();
                track.run(core, 1, Life.length());
                List<Floor.Row> life = Floor.Row.firstLife(log);
                Lane floor = new Floor(postgres.newDatabase(), life);
                CrudWithAudit rival = new CrudWithAudit(other, life);
                int steps = LIVES_PER_ROUND * Life.length();
                for (Lane lane : List.of(floor, core, rival)) {
                    track.run(lane, EIGHT, settings.warmUp());
                }
                for (int round = 0; round < settings.rounds(); round++) {
                    double floorWal = track.run(floor, EIGHT, AFTER_CHECKPOINT).walPerStep();
                    List<Double> after = new ArrayList<>();
                    for (Lane lane : List.of(floor, core)) {
                        postgres.checkpoint();
                        after.add(track.run(lane, EIGHT, AFTER_CHECKPOINT).walPerStep());
                    }
                    report.add("floor, WAL bytes per step", floorWal);
                    report.add("floor just after a checkpoint / floor, WAL per step", after.getFirst() / floorWal);
                    report.add(
                            "core just after a checkpoint / floor, WAL per step",
                            Goal.atMost("G4", 4),
                            after.getLast() / floorWal);

                    long before = Storage.size(log, "event");
                    track.run(core, EIGHT, steps);
                    double stored = (double) (Storage.size(log, "event") - before) / (EIGHT * steps);
                    long rivalBefore = rival.stored();
                    track.run(rival, EIGHT, steps);
                    double rivalStored = (double) (rival.stored() - rivalBefore) / (EIGHT * steps);
                    report.add("core, stored bytes per step", stored);
                    report.add(rival.name() + ", stored bytes per step", rivalStored);
                    report.add("core / " + rival.name() + ", stored", Goal.atMost("G5", 1.2), stored / rivalStored);
                }
            }
        }
        return report;
    }

    private Report history() throws Exception {
        Report report = new Report("history");
        try (DurablePostgres postgres = new DurablePostgres();
                Track track = new Track(postgres)) {
            Database fresh = postgres.newDatabase();
            Database old = postgres.newDatabase();
            try (RunningCommandSide side = new RunningCommandSide(fresh);
                    RunningCommandSide withHistory = new RunningCommandSide(old)) {
                Lane lane = side.past();
                Lane burdened = withHistory.past();
                for (Lane each : List.of(lane, burdened)) {
                    track.run(each, 1, Life.length());
                }
                report.add("events stored", (double) Preload.lives(old, settings.preloaded()));
                for (Lane each : List.of(lane, burdened)) {
                    track.run(each, EIGHT, settings.warmUp());
                }
                for (int round = 0; round < settings.rounds(); round++) {
                    Slice empty = track.run(lane, EIGHT, settings.slice());
                    Slice full = track.run(burdened, EIGHT, settings.slice());
                    report.add("empty, steps/s", empty.rate());
                    report.add("with history / empty", Goal.atLeast("G6", 0.9), full.rate() / empty.rate());
                }
            }
        }
        return report;
    }
}
