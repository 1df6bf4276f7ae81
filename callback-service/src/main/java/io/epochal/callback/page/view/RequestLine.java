package io.epochal.callback.page.view;

import io.epochal.callback.summary.CommandLog;
import io.epochal.callback.summary.CommandText;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to a run.
 *
 * @param by who asked; empty where that is not known
 * @param state {@code applied}, {@code rejected}, {@code waiting}, or {@code late} where the run has ended without an answer
 * @param answer when it was applied, or why it was not
 */
public record RequestLine(String command, String by, ShownText.Moment time, String state, String answer) {
    private static final String NO_ANSWER = "no answer yet";
    private static final String NO_TRAINER = "not applied: the run has ended";

    /**
     * Newest first.
     *
     * @param ended whether nobody will answer any more
     */
    static List<RequestLine> of(CommandLog commands, String round, boolean ended) {
        List<RequestLine> lines = new ArrayList<>();
        commands.answersWithoutRequest()
                .forEach(answer -> lines.add(line(
                        answer.command(), answer.requestedBy(), answer.time(), Optional.of(answer), round, ended)));
        for (CommandRequest request : commands.requests().values()) {
            Optional<CommandApplied> answer = commands.answer(request.commandId());
            lines.add(line(request.command(), request.requestedBy(), request.time(), answer, round, ended));
        }
        Collections.reverse(lines);
        return lines;
    }

    private static RequestLine line(
            Command command,
            @Nullable String by,
            Instant time,
            Optional<CommandApplied> answer,
            String round,
            boolean ended) {
        return new RequestLine(
                ShownText.sentence(CommandText.of(command)),
                by == null ? "" : ShownText.name(by),
                ShownText.moment(time),
                answer.map(one -> one.outcome().isApplied() ? "applied" : "rejected")
                        .orElse(ended ? "late" : "waiting"),
                answer.map(one -> ShownText.sentence(CommandText.answer(one, round)))
                        .orElse(ended ? NO_TRAINER : NO_ANSWER));
    }
}
