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

    private final TrainerProgram program;
    private final Path folder;
    private final Duration limit;

    /**
     * @param folder for what the program keeps and prints
     * @param limit of each launch; a program that is running then is killed
     */
    public ConformanceRun(TrainerProgram program, Path folder, Duration limit) {
        this.program = program;
        this.folder = folder;
        this.limit = limit;
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

    private Played play(Scenario scenario, Path place) throws IOException, InterruptedException {
        Files.createDirectories(place);
        LiveTranscript live = new LiveTranscript(new ScriptedService(scenario));
        AtomicReference<@Nullable Launched> current = new AtomicReference<>();
        try (ScriptedServer server = new ScriptedServer(live, blow -> strike(current.get(), blow))) {
            do {
                launch(server, live, place, current);
            } while (scenario.launchesAgain(live.transcript()));
        }
        Transcript whole = live.transcript();
        List<Finding> findings = new ArrayList<>(CommonCheck.check(whole, limit));
        if (!whole.exchanges().isEmpty()) {
            findings.addAll(scenario.findings(whole));
        }
        return new Played(whole, findings, scenario.undeclared(whole));
    }

    private void launch(
            ScriptedServer server, LiveTranscript live, Path place, AtomicReference<@Nullable Launched> current)
            throws IOException, InterruptedException {
        Transcript before = live.transcript();
        int number = before.exits().size() + 1;
        Path log = place.resolveSibling(place.getFileName() + "-" + number + ".log");
        Optional<String> checkpoint = before.said(CheckpointSaved.class).stream()
                .reduce((one, later) -> later)
                .map(CheckpointSaved::key);
        Launched launched = program.start(server.url(), place, log, checkpoint);
        current.set(launched);
        OptionalInt code = launched.await(limit);
        launched.kill();
        if (code.isEmpty()) {
            var unused = launched.await(KILLED);
        }
        live.exited(new ProgramExit(code, log.toString(), LogTail.read(log)));
    }

    private static void strike(@Nullable Launched launched, Move.Blow blow) throws IOException {
        if (launched == null) {
            return;
        }
        switch (blow) {
            case NONE -> {
                // The program goes on.
            }
            case KILL -> launched.kill();
            case INTERRUPT -> launched.interrupt();
        }
    }
}
