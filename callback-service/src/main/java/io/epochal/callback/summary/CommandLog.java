package io.epochal.callback.summary;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.RevokedEnds;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The commands that users sent to one run, and the answers. */
public final class CommandLog {
    private final Map<String, CommandRequest> requests = new LinkedHashMap<>();
    private final Map<String, CommandApplied> answers = new LinkedHashMap<>();
    private final Set<String> cancellations = new LinkedHashSet<>();

    void add(CommandRequest request) {
        requests.putIfAbsent(request.commandId(), request);
    }

    void add(CommandApplied answer) {
        answers.put(answer.commandId(), answer);
        if (answer.command() instanceof Command.CancelRun) {
            cancellations.add(answer.commandId());
        }
    }

    /** Removes answers that became void. */
    void removeAnswers(Predicate<TrainingEvent> isVoid) {
        answers.values().removeIf(isVoid);
    }

    /** By id, in the order of the log. */
    public Map<String, CommandRequest> requests() {
        return requests;
    }

    /** The answers to commands whose requests are not in the log any more, in the order of the log. */
    public List<CommandApplied> answersWithoutRequest() {
        return answers.values().stream()
                .filter(answer -> !requests.containsKey(answer.commandId()))
                .toList();
    }

    /** The answer to a command; empty while there is none. */
    public Optional<CommandApplied> answer(String commandId) {
        return Optional.ofNullable(answers.get(commandId));
    }

    /** @param revoked ends of attempts whose pauses do not count any more */
    boolean paused(RevokedEnds revoked) {
        boolean paused = false;
        for (CommandApplied answer : answers.values()) {
            boolean counts =
                    !revoked.includes(answer.attempt()) && answer.outcome().isApplied();
            if (counts && answer.command() instanceof Command.PauseTraining) {
                paused = true;
            } else if (counts && answer.command() instanceof Command.ResumeTraining) {
                paused = false;
            }
        }
        return paused;
    }

    /** The ids of commands that must not be applied when the run is resumed after its end: those that ended it, and late ones. */
    public List<String> obsolete() {
        Set<String> ids = new LinkedHashSet<>(cancellations);
        requests.keySet().stream().filter(id -> !answers.containsKey(id)).forEach(ids::add);
        return List.copyOf(ids);
    }
}
