package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.TrainerCall;
import io.epochal.cli.conformance.Transport;
import io.epochal.protocol.Command;
import io.epochal.protocol.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What the contract asks of a trainer, in the order in which it is checked. */
public enum Duty {
    ATTACH("says what it is and can do, once", Duty::refused),
    BARRIER("asks about each round once, and waits", attach -> List.of(new BarrierDuty())),
    STOP("stops at the right batch", Duty::stops, "StopTraining"),
    RATE("has a learning rate in effect on the next step", attach -> List.of(new RateDuty()), "SetLearningRate"),
    SAVE("saves what it is told, under the name", attach -> List.of(new SaveDuty()), "SaveCheckpoint"),
    RESTORE("puts back a round's weights at the end", attach -> List.of(new RestoreDuty()), "RestoreWeights"),
    PAUSE("trains nothing while it is paused", attach -> List.of(new PauseDuty()), "PauseTraining"),
    REPLACE(
            "asks for other callbacks, and goes on with them",
            attach -> List.of(new ReplaceDuty()),
            "ReplaceCallbacks"),
    REFUSAL(
            "refuses what it cannot obey",
            attach -> List.of(RefusalDuty.of(attach.trainer().capabilities()))),
    RETRY("says again what got no answer, as it was", Duty::lost),
    FENCE("stops when a newer attempt has the run", Duty::superseded),
    RESUME("goes on from its checkpoint with the callbacks' state", attach -> List.of(new ResumeDuty())),
    END("says the end, whatever ended it", Duty::ends);

    private final String sentence;
    private final Function<TrainerCall.Attach, List<Scenario>> scenarios;
    private final List<String> needs;

    Duty(String sentence, Function<TrainerCall.Attach, List<Scenario>> scenarios, String... needs) {
        this.sentence = sentence;
        this.scenarios = scenarios;
        this.needs = List.of(needs);
    }

    /** The duty that the command line names so. */
    public static Optional<Duty> named(String name) {
        return List.of(values()).stream()
                .filter(duty -> duty.label().equals(name))
                .findFirst();
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a trainer does that has it, in words. */
    public String sentence() {
        return sentence;
    }

    /** The capability that it needs and that this trainer has not. */
    public Optional<String> lacking(TrainerCall.Attach attach) {
        return needs.stream()
                .filter(need -> !attach.trainer().capabilities().contains(need))
                .findFirst();
    }

    /** What is played to see whether this trainer has it. */
    public List<Scenario> scenarios(TrainerCall.Attach attach) {
        return scenarios.apply(attach);
    }

    /** The scenario of the first launch, which shows what the trainer is, and whether it attaches as it has to. */
    public static Scenario first() {
        return new AttachDuty();
    }

    private static List<Scenario> refused(TrainerCall.Attach attach) {
        return List.of(attach.transport() == Transport.HTTP ? new RefusedAttach() : new RefusedStart());
    }

    private static List<Scenario> lost(TrainerCall.Attach attach) {
        return List.of(attach.transport() == Transport.HTTP ? new RetryDuty() : new LostVerdicts());
    }

    private static List<Scenario> superseded(TrainerCall.Attach attach) {
        return List.of(
                switch (attach.transport()) {
                    case HTTP -> new FenceDuty();
                    case TOPICS -> new TopicFence();
                    case QUEUE -> new StoreFence();
                });
    }

    private static List<Scenario> stops(TrainerCall.Attach attach) {
        Command stop = new Command.StopTraining("the conformance kit wants it");
        return List.of(
                new StopBetweenBatches(stop, RunStatus.STOPPED_EARLY), new StopAtRound(stop, RunStatus.STOPPED_EARLY));
    }

    private static List<Scenario> ends(TrainerCall.Attach attach) {
        List<Scenario> ends = new ArrayList<>();
        ends.add(new StopAtRound(new Command.FailRun("the conformance kit wants it"), RunStatus.FAILED));
        if (attach.trainer().capabilities().contains("CancelRun")) {
            ends.add(
                    new StopBetweenBatches(new Command.CancelRun("the conformance kit wants it"), RunStatus.CANCELLED));
        }
        Integer rounds = attach.params().epochs();
        if (rounds != null) {
            ends.add(new EndDuty(rounds));
        }
        ends.add(new InterruptDuty());
        return ends;
    }
}
