package io.epochal.chaos.round;

import io.epochal.chaos.evidence.RunOwner;
import io.epochal.chaos.outcome.TrainerDeath;
import io.epochal.chaos.plan.ProcessFault;
import io.epochal.chaos.plan.Target;
import io.epochal.chaos.stack.ProcessCommands;
import io.epochal.chaos.stack.ProcessSignals;
import io.epochal.chaos.stack.ProxiedStack;
import io.epochal.stack.ServiceLauncher;
import io.epochal.stack.ServiceProcess;
import java.time.Instant;
import java.util.Optional;

/** Sends signals to the processes of a stack. */
final class ProcessFaults implements ProcessFault.Handler {
    private final ProxiedStack stack;
    private final RunOwner owner;
    private final UndoTimer timer;
    private boolean zombies;
    private Optional<TrainerDeath> death = Optional.empty();

    ProcessFaults(ProxiedStack stack, RunOwner owner, UndoTimer timer) {
        this.stack = stack;
        this.owner = owner;
        this.timer = timer;
    }

    /** The first time that the trainer which had the run was killed. */
    Optional<TrainerDeath> death() {
        return death;
    }

    /** Whether a trainer was suspended that had the run, and may have lost it meanwhile. */
    boolean zombies() {
        return zombies;
    }

    @Override
    public void kill(ProcessFault.Kill fault) {
        end("KILL", fault.target());
    }

    @Override
    public void terminate(ProcessFault.Terminate fault) {
        end("TERM", fault.target());
    }

    @Override
    public void suspend(ProcessFault.Suspend fault) {
        ServiceProcess process = process(fault.target());
        zombies = zombies || fault.target() == Target.TRAINER;
        ProcessSignals.send("STOP", process);
        timer.after(fault.lasting(), () -> ProcessSignals.send("CONT", process));
    }

    @Override
    public void killEverything(ProcessFault.KillEverything fault) {
        recordDeath();
        stack.processes().forEach(process -> ProcessSignals.send("KILL", process));
    }

    private void end(String signal, Target target) {
        if (target == Target.TRAINER) {
            recordDeath();
        }
        ProcessSignals.send(signal, process(target));
    }

    private void recordDeath() {
        if (death.isEmpty() && owner.attempts() > 0) {
            death = Optional.of(new TrainerDeath(Instant.now(), owner.attempts()));
        }
    }

    private ServiceProcess process(Target target) {
        return switch (target) {
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
        boolean otherHasRun = stack.process(other).pid() == owner.pid();
        return otherHasRun == training ? other : ServiceLauncher.TRAINER;
    }
}
