package io.epochal.cli.conformance.program;

import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.ProgramExit;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.ScriptedService;
import io.epochal.cli.conformance.TrainerCall;
import io.epochal.cli.conformance.Transcript;
import io.epochal.cli.conformance.duty.CommonCheck;
import io.epochal.cli.conformance.duty.Duty;
import io.epochal.cli.conformance.duty.DutyResult;
import io.epochal.cli.conformance.program.TrainerProgram.Launched;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Plays the scenarios of the duties with a program, one launch after the other. */
public final class ConformanceRun {
    private static final Duration KILLED = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofMillis(50);

    private final TrainerProgram program;
    private final ScriptedSide.Factory sides;
    private final String place;
    private final Path folder;
    private final Duration limit;

    private ConformanceRun(
            TrainerProgram program, ScriptedSide.Factory sides, String place, Path folder, Duration limit) {
        this.program = program;
        this.sides = sides;
        this.place = place;
        this.folder = folder;
        this.limit = limit;
    }

    /**
     * Of a program that calls the service.
     *
     * @param folder for what the program keeps and prints
     * @param limit of each launch; a program that is running then is killed
     */
    public static ConformanceRun overHttp(TrainerProgram program, Path folder, Duration limit) {
        return new ConformanceRun(
                program, ScriptedServer::new, "POST /runs at " + ScriptedServer.ADDRESS, folder, limit);
    }

    /**
     * Of a program that uses the topics.
     *
     * @param lines opens the topics of each scenario
     * @param spec of the run that each scenario puts on the queue; empty for programs that choose their run themselves
     */
    public static ConformanceRun overTopics(
            TrainerProgram program, TopicsLine.Factory lines, Optional<RunSpec> spec, Path folder, Duration limit) {
        return new ConformanceRun(
                program,
                (live, blows) -> new ScriptedTopics(live, blows, lines.open(), spec),
                "an event on the topics at KAFKA_BOOTSTRAP_SERVERS with EPOCHAL_TOPIC_PREFIX",
                folder,
                limit);
    }

    /** A scenario that is over. */
    private record Played(Transcript whole, List<Finding> findings, Optional<String> lacking) {
        List<String> logs() {
            return whole.exits().stream().map(ProgramExit::log).toList();
        }
    }

    /**
     * Checks these duties, in their order. A program that does not attach is not asked for anything else.
     *
     * @param results takes each as soon as it is known
     */
    public void check(Collection<Duty> duties, Consumer<DutyResult> results) throws IOException, InterruptedException {
        Played first = play(Duty.first(), folder.resolve("attach"));
        Optional<TrainerCall.Attach> attach = first.whole().firstAttach();
        if (attach.isEmpty()) {
            results.accept(new DutyResult(Duty.ATTACH, Optional.empty(), first.findings(), first.logs()));
            return;
        }
        for (Duty duty : Duty.values()) {
            if (duties.contains(duty)) {
                results.accept(result(duty, attach.get(), duty == Duty.ATTACH ? first : null));
            }
        }
    }

    private DutyResult result(Duty duty, TrainerCall.Attach attach, @Nullable Played first)
            throws IOException, InterruptedException {
        Optional<String> lacking = duty.lacking(attach);
        if (lacking.isPresent()) {
            return new DutyResult(duty, lacking, List.of(), List.of());
        }
        List<Finding> findings = new ArrayList<>(first == null ? List.of() : first.findings());
        List<String> logs = new ArrayList<>(first == null ? List.of() : first.logs());
        int number = 0;
        for (Scenario scenario : duty.scenarios(attach)) {
            number++;
            Played played = play(scenario, folder.resolve(duty.label() + "-" + number));
            if (played.lacking().isPresent()) {
                return new DutyResult(duty, played.lacking(), List.of(), List.of());
            }
            findings.addAll(played.findings());
            logs.addAll(played.logs());
        }
        return new DutyResult(duty, Optional.empty(), findings, logs);
    }

    private Played play(Scenario scenario, Path at) throws IOException, InterruptedException {
        Files.createDirectories(at);
        LiveTranscript live = new LiveTranscript(new ScriptedService(scenario));
        AtomicReference<@Nullable Launched> current = new AtomicReference<>();
        try (ScriptedSide side = sides.open(live, blow -> strike(current.get(), blow))) {
            do {
                launch(side, live, at, current);
            } while (scenario.launchesAgain(live.transcript()));
        }
        Transcript whole = live.transcript();
        List<Finding> findings = new ArrayList<>(CommonCheck.check(whole, place, limit));
        if (!whole.exchanges().isEmpty()) {
            findings.addAll(scenario.findings(whole));
        }
        return new Played(whole, findings, scenario.undeclared(whole));
    }

    private void launch(ScriptedSide side, LiveTranscript live, Path at, AtomicReference<@Nullable Launched> current)
            throws IOException, InterruptedException {
        Transcript before = live.transcript();
        int number = before.exits().size() + 1;
        Path log = at.resolveSibling(at.getFileName() + "-" + number + ".log");
        Optional<String> checkpoint = before.said(CheckpointSaved.class).stream()
                .reduce((one, later) -> later)
                .map(CheckpointSaved::key);
        Launched launched = program.start(side.environment(), at, log, checkpoint);
        current.set(launched);
        OptionalInt code = await(launched, side);
        launched.kill();
        if (code.isEmpty()) {
            var unused = launched.await(KILLED);
        }
        side.settle();
        live.exited(new ProgramExit(code, log.toString(), LogTail.read(log)));
    }

    private OptionalInt await(Launched launched, ScriptedSide side) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        OptionalInt code = launched.await(LOOK);
        while (code.isEmpty() && !side.isOver() && !side.isLost() && System.nanoTime() < end) {
            code = launched.await(LOOK);
        }
        if (code.isEmpty() && side.isLost()) {
            launched.kill();
            code = launched.await(KILLED);
        } else if (code.isEmpty() && side.isOver()) {
            launched.terminate();
            code = launched.await(limit);
        }
        return code;
    }

    private static void strike(@Nullable Launched launched, Move.Blow blow) throws IOException {
        if (launched == null) {
            return;
        }
        switch (blow) {
            case NONE, CUT_LINE, SUPERSEDE -> {
                // The program goes on.
            }
            case KILL -> launched.kill();
            case INTERRUPT -> launched.interrupt();
        }
    }
}
