package io.epochal.chaos.round;

import io.epochal.chaos.evidence.RunOwner;
import io.epochal.chaos.kafka.HostileTraffic;
import io.epochal.chaos.kafka.RecordSender;
import io.epochal.chaos.kafka.RunLog;
import io.epochal.chaos.outcome.TrainerDeath;
import io.epochal.chaos.plan.Fault;
import io.epochal.chaos.plan.NetworkLink;
import io.epochal.chaos.plan.Target;
import io.epochal.chaos.stack.ProcessCommands;
import io.epochal.chaos.stack.ProcessSignals;
import io.epochal.chaos.stack.ProxiedStack;
import io.epochal.chaos.stack.TcpProxy;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Topic;
import io.epochal.stack.ServiceLauncher;
import io.epochal.stack.ServiceProcess;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Does to a stack what a plan says, and returns how long that lasts. What lasts for a while is undone by a timer. */
public final class FaultInjector implements Fault.Handler<Duration> {
    private final ProxiedStack stack;
    private final RunLog log;
    private final RecordSender voice;
    private final RunOwner holder;
    private final String run;
    private final RunSpec spec;
    private final ScheduledExecutorService timer;
    private final List<Future<?>> undone = new ArrayList<>();
    private boolean zombies;
    private Optional<TrainerDeath> death = Optional.empty();

    FaultInjector(
            ProxiedStack stack,
            RunLog log,
            RecordSender voice,
            RunOwner holder,
            String run,
            RunSpec spec,
            ScheduledExecutorService timer) {
        this.stack = stack;
        this.log = log;
        this.voice = voice;
        this.holder = holder;
        this.run = run;
        this.spec = spec;
        this.timer = timer;
    }

    /** The first time that the trainer which had the run was killed. */
    Optional<TrainerDeath> death() {
        return death;
    }

    /** Whether a trainer was stopped that had the run, and may have lost it meanwhile. */
    boolean zombies() {
        return zombies;
    }

    /** Returns when all that was to last for a while is over; throws what could not be done or undone. */
    void awaitUndone() throws IOException {
        for (Future<?> one : undone) {
            await(one);
        }
    }

    @Override
    public Duration kill(Fault.Kill fault) {
        return signal("KILL", fault.victim());
    }

    @Override
    public Duration terminate(Fault.Terminate fault) {
        return signal("TERM", fault.victim());
    }

    @Override
    public Duration stop(Fault.Stop fault) {
        ServiceProcess process = process(fault.victim());
        zombies = zombies || fault.victim() == Target.TRAINER;
        ProcessSignals.send("STOP", process);
        return until(fault.lasting(), () -> ProcessSignals.send("CONT", process));
    }

    @Override
    public Duration cut(Fault.Cut fault) {
        TcpProxy line = line(fault.line());
        line.cut();
        return until(fault.lasting(), line::heal);
    }

    @Override
    public Duration delay(Fault.Delay fault) {
        TcpProxy line = line(fault.line());
        line.delay(fault.each());
        return until(fault.lasting(), line::heal);
    }

    @Override
    public Duration halfClose(Fault.HalfClose fault) {
        line(fault.line()).halfClose();
        return Duration.ZERO;
    }

    @Override
    public Duration diskFull(Fault.DiskFull fault) {
        return lasting(fault.lasting(), stack.disk()::fill, stack.disk()::empty);
    }

    @Override
    public Duration killEverything(Fault.KillEverything fault) {
        died();
        stack.processes().forEach(process -> ProcessSignals.send("KILL", process));
        return Duration.ZERO;
    }

    @Override
    public Duration pause(Fault.Pause fault) {
        return lasting(
                fault.lasting(), () -> say(new Command.PauseTraining()), () -> say(new Command.ResumeTraining()));
    }

    @Override
    public Duration redelivery(Fault.Redelivery fault) {
        return until(Duration.ZERO, () -> {
            for (ProducerRecord<String, byte[]> record : log.again()) {
                voice.send(record);
            }
        });
    }

    @Override
    public Duration hostileRecords(Fault.HostileRecords fault) {
        return until(Duration.ZERO, () -> {
            for (ProducerRecord<String, byte[]> record : new HostileTraffic(fault.seed(), spec).records()) {
                voice.send(record);
            }
        });
    }

    @Override
    public Duration deadlyPlugin(Fault.DeadlyPlugin fault) {
        return until(Duration.ZERO, () -> voice.send(new HostileTraffic(fault.seed(), spec).deadly()));
    }

    private Duration signal(String signal, Target victim) {
        if (victim == Target.TRAINER) {
            died();
        }
        ProcessSignals.send(signal, process(victim));
        return Duration.ZERO;
    }

    private void died() {
        if (death.isEmpty() && holder.attempts() > 0) {
            death = Optional.of(new TrainerDeath(Instant.now(), holder.attempts()));
        }
    }

    private void say(Command command) throws IOException {
        voice.say(
                Topic.CONTROL,
                new CommandRequest(run, Instant.now(), command.getClass().getSimpleName(), "chaos", command));
    }

    private TcpProxy line(NetworkLink line) {
        return switch (line) {
            case KAFKA -> stack.kafkaLine();
            case S3 -> stack.s3Line();
        };
    }

    private ServiceProcess process(Target victim) {
        return switch (victim) {
            case TRAINER -> stack.process(trainer(true));
            case WAITING_TRAINER -> stack.process(trainer(false));
            case CALLBACK_SERVICE -> stack.process(ServiceLauncher.CALLBACKS);
            case OTHER_CALLBACK_SERVICE -> stack.process(ServiceLauncher.CALLBACKS + "-2");
            case BROKER -> stack.process(ProcessCommands.BROKER);
            case STORE -> stack.process(ProcessCommands.STORE);
        };
    }

    private String trainer(boolean training) {
        String other = ServiceLauncher.TRAINER + "-2";
        boolean otherHasIt = stack.process(other).pid() == holder.pid();
        return otherHasIt == training ? other : ServiceLauncher.TRAINER;
    }

    private interface Action {
        void run() throws IOException;
    }

    private Duration until(Duration end, Action undo) {
        var unused = later(end, undo);
        return end;
    }

    /** What takes its time to be done, as while Kafka is away, is undone after that. */
    private Duration lasting(Duration end, Action begin, Action undo) {
        Future<?> begun = later(Duration.ZERO, begin);
        return until(end, () -> {
            await(begun);
            undo.run();
        });
    }

    private Future<?> later(Duration delay, Action action) {
        Future<?> future = timer.schedule(
                () -> {
                    action.run();
                    return true;
                },
                delay.toMillis(),
                TimeUnit.MILLISECONDS);
        undone.add(future);
        return future;
    }

    private static void await(Future<?> one) throws IOException {
        try {
            one.get();
        } catch (ExecutionException e) {
            throw new IOException("something could not be done or undone: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while faults were being undone");
        }
    }
}
