package io.epochal.cli.run;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What people have asked of one run, and what was answered. */
public final class CommandLog {
    private final Map<String, CommandRequest> requests = new LinkedHashMap<>();
    private final Map<String, CommandApplied> answers = new LinkedHashMap<>();
    private final Set<String> cancellations = new LinkedHashSet<>();

    void hear(CommandRequest request) {
        requests.putIfAbsent(request.commandId(), request);
    }

    void hear(CommandApplied answer) {
        answers.put(answer.commandId(), answer);
        if (answer.command() instanceof Command.CancelRun) {
            cancellations.add(answer.commandId());
        }
    }

    /** Answers that an attempt has taken back are none. */
    void forget(Predicate<TrainingEvent> which) {
        answers.values().removeIf(which);
    }

    /** By id, in their order. */
    public Map<String, CommandRequest> requests() {
        return requests;
    }

    Optional<CommandApplied> answer(String commandId) {
        return Optional.ofNullable(answers.get(commandId));
    }

    /** @param after the attempt up to which pauses do not count any more */
    boolean paused(int after) {
        boolean paused = false;
        for (CommandApplied answer : answers.values()) {
            boolean counts = answer.attempt() > after && answer.outcome().equals("applied");
            if (counts && answer.command() instanceof Command.PauseTraining) {
                paused = true;
            } else if (counts && answer.command() instanceof Command.ResumeTraining) {
                paused = false;
            }
        }
        return paused;
    }

    /** Ids of what is not to be obeyed when the run's end is taken back: what brought it about, and what came too late. */
    public List<String> over() {
        Set<String> ids = new LinkedHashSet<>(cancellations);
        requests.keySet().stream().filter(id -> !answers.containsKey(id)).forEach(ids::add);
        return List.copyOf(ids);
    }
}
