package io.epochal.chaos.round;

import io.epochal.chaos.kafka.RecordSender;
import io.epochal.chaos.kafka.RunLog;
import io.epochal.chaos.outcome.TrainerDeath;
import io.epochal.chaos.plan.DiskFull;
import io.epochal.chaos.plan.Fault;
import io.epochal.chaos.plan.MessageFault;
import io.epochal.chaos.plan.NetworkFault;
import io.epochal.chaos.plan.NetworkLink;
import io.epochal.chaos.plan.ProcessFault;
import io.epochal.chaos.stack.ProxiedStack;
import io.epochal.chaos.stack.TcpProxy;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Topic;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Injects the faults of a round into its stack; a timer undoes those that last for a while. */
final class FaultInjector implements Fault.Handler, NetworkFault.Handler, MessageFault.Handler {
    private final ProxiedStack stack;
    private final RunLog log;
    private final RecordSender sender;
    private final String run;
    private final RunSpec spec;
    private final UndoTimer timer;
    private final ProcessFaults processes;

    FaultInjector(
            ProxiedStack stack,
            RunLog log,
            RecordSender sender,
            String run,
            RunSpec spec,
            UndoTimer timer,
            ProcessFaults processes) {
        this.stack = stack;
        this.log = log;
        this.sender = sender;
        this.run = run;
        this.spec = spec;
        this.timer = timer;
        this.processes = processes;
    }

    /** The first time that the trainer which had the run was killed. */
    Optional<TrainerDeath> death() {
        return processes.death();
    }

    /** Whether a trainer was suspended that had the run, and may have lost it meanwhile. */
    boolean zombies() {
        return processes.zombies();
    }

    /** Returns when every fault is over; {@link IOException} when one could not be injected or undone. */
    void awaitUndone() throws IOException {
        timer.awaitAll();
    }

    @Override
    public void process(ProcessFault fault) {
        fault.inject(processes);
    }

    @Override
    public void network(NetworkFault fault) {
        fault.inject(this);
    }

    @Override
    public void messages(MessageFault fault) {
        fault.inject(this);
    }

    @Override
    public void diskFull(DiskFull fault) {
        timer.during(fault.lasting(), stack.disk()::fill, stack.disk()::empty);
    }

    @Override
    public void cut(NetworkFault.Cut fault) {
        TcpProxy link = proxy(fault.link());
        link.cut();
        timer.after(fault.lasting(), link::heal);
    }

    @Override
    public void delay(NetworkFault.Delay fault) {
        TcpProxy link = proxy(fault.link());
        link.delay(fault.each());
        timer.after(fault.lasting(), link::heal);
    }

    @Override
    public void halfClose(NetworkFault.HalfClose fault) {
        proxy(fault.link()).halfClose();
    }

    private TcpProxy proxy(NetworkLink link) {
        return switch (link) {
            case KAFKA -> stack.kafkaProxy();
            case S3 -> stack.s3Proxy();
        };
    }

    @Override
    public void pauseRun(MessageFault.PauseRun fault) {
        timer.during(
                fault.lasting(), () -> send(new Command.PauseTraining()), () -> send(new Command.ResumeTraining()));
    }

    @Override
    public void redelivery(MessageFault.Redelivery fault) {
        timer.after(Duration.ZERO, () -> sender.sendAgain(log));
    }

    @Override
    public void hostileRecords(MessageFault.HostileRecords fault) {
        timer.after(Duration.ZERO, () -> sender.sendHostile(fault.seed(), spec));
    }

    @Override
    public void deadlyPlugin(MessageFault.DeadlyPlugin fault) {
        timer.after(Duration.ZERO, () -> sender.sendDeadly(fault.seed(), spec));
    }

    private void send(Command command) throws IOException {
        sender.send(
                Topic.CONTROL,
                new CommandRequest(run, Instant.now(), command.getClass().getSimpleName(), "chaos", command));
    }
}
