package io.epochal.chaos;

import io.epochal.chaos.plan.Fault;
import io.epochal.chaos.plan.Line;
import io.epochal.chaos.plan.Victim;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Topic;
import io.epochal.stack.ServiceProcess;
import io.epochal.stack.Services;
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

/** Does to a stack what a plan says. What lasts for a while is undone by a timer. */
final class Inflictor implements Fault.Handler<Void> {
    private final Stack stack;
    private final KafkaLog log;
    private final Holder holder;
    private final String run;
    private final ScheduledExecutorService timer;
    private final List<Future<?>> undone = new ArrayList<>();
    private Optional<Death> death = Optional.empty();

    /**
     * The first time that the trainer which had the run died.
     *
     * @param attempts how often the run had been claimed by then
     */
    record Death(Instant time, int attempts) {}

    Inflictor(Stack stack, KafkaLog log, Holder holder, String run, ScheduledExecutorService timer) {
        this.stack = stack;
        this.log = log;
        this.holder = holder;
        this.run = run;
        this.timer = timer;
    }

    Optional<Death> death() {
        return death;
    }

    /** Returns when all that was to last for a while is over; throws what could not be done or undone. */
    void awaitUndone() throws IOException {
        try {
            for (Future<?> one : undone) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("something could not be done or undone: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while faults were being undone");
        }
    }

    @Override
    public Void kill(Fault.Kill fault) {
        return signal("KILL", fault.victim());
    }

    @Override
    public Void terminate(Fault.Terminate fault) {
        return signal("TERM", fault.victim());
    }

    @Override
    public Void stop(Fault.Stop fault) {
        ServiceProcess process = process(fault.victim());
        Signals.send("STOP", process);
        return later(fault.lasting(), () -> Signals.send("CONT", process));
    }

    @Override
    public Void cut(Fault.Cut fault) {
        TcpProxy line = line(fault.line());
        line.cut();
        return later(fault.lasting(), line::heal);
    }

    @Override
    public Void delay(Fault.Delay fault) {
        TcpProxy line = line(fault.line());
        line.delay(fault.each());
        return later(fault.lasting(), line::heal);
    }

    @Override
    public Void halfClose(Fault.HalfClose fault) {
        line(fault.line()).halfClose();
        return null;
    }

    @Override
    public Void diskFull(Fault.DiskFull fault) {
        Void filled = later(Duration.ZERO, stack.disk()::fill);
        return later(fault.lasting(), stack.disk()::empty);
    }

    @Override
    public Void killEverything(Fault.KillEverything fault) {
        died();
        stack.processes().forEach(process -> Signals.send("KILL", process));
        return null;
    }

    @Override
    public Void pause(Fault.Pause fault) {
        Void paused = later(Duration.ZERO, () -> say(new Command.PauseTraining()));
        return later(fault.lasting(), () -> say(new Command.ResumeTraining()));
    }

    @Override
    public Void sayAgain(Fault.SayAgain fault) {
        return later(Duration.ZERO, log::sayAgain);
    }

    private Void signal(String signal, Victim victim) {
        if (victim == Victim.TRAINER) {
            died();
        }
        Signals.send(signal, process(victim));
        return null;
    }

    private void died() {
        if (death.isEmpty() && holder.attempts() > 0) {
            death = Optional.of(new Death(Instant.now(), holder.attempts()));
        }
    }

    private void say(Command command) throws IOException {
        log.say(
                Topic.CONTROL,
                new CommandRequest(run, Instant.now(), command.getClass().getSimpleName(), "chaos", command));
    }

    private TcpProxy line(Line line) {
        return switch (line) {
            case KAFKA -> stack.kafkaLine();
            case S3 -> stack.s3Line();
        };
    }

    private ServiceProcess process(Victim victim) {
        return switch (victim) {
            case TRAINER -> stack.process(trainer(true));
            case WAITING_TRAINER -> stack.process(trainer(false));
            case CALLBACK_SERVICE -> stack.process(Services.CALLBACKS);
            case OTHER_CALLBACK_SERVICE -> stack.process(Services.CALLBACKS + "-2");
            case BROKER -> stack.process(Stack.BROKER);
            case STORE -> stack.process(Stack.STORE);
        };
    }

    private String trainer(boolean training) {
        String other = Services.TRAINER + "-2";
        boolean otherHasIt = stack.process(other).pid() == holder.pid();
        return otherHasIt == training ? other : Services.TRAINER;
    }

    private interface Action {
        void run() throws IOException;
    }

    private Void later(Duration delay, Action action) {
        undone.add(timer.schedule(
                () -> {
                    action.run();
                    return true;
                },
                delay.toMillis(),
                TimeUnit.MILLISECONDS));
        return null;
    }
}
