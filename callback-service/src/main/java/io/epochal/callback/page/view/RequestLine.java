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
 * @param state {@code applied}, {@code rejected} or {@code waiting}
 * @param answer when it was applied, or why it was not
 */
public record RequestLine(String command, String by, ShownText.Moment time, String state, String answer) {
    private static final String NO_ANSWER = "no answer yet";

    /** Newest first. */
    static List<RequestLine> of(CommandLog commands, String round) {
        List<RequestLine> lines = new ArrayList<>();
        commands.answersWithoutRequest()
                .forEach(answer -> lines.add(
                        line(answer.command(), answer.requestedBy(), answer.time(), Optional.of(answer), round)));
        for (CommandRequest request : commands.requests().values()) {
            Optional<CommandApplied> answer = commands.answer(request.commandId());
            lines.add(line(request.command(), request.requestedBy(), request.time(), answer, round));
        }
        Collections.reverse(lines);
        return lines;
    }

    private static RequestLine line(
            Command command, @Nullable String by, Instant time, Optional<CommandApplied> answer, String round) {
        return new RequestLine(
                ShownText.sentence(CommandText.of(command)),
                by == null ? "" : ShownText.name(by),
                ShownText.moment(time),
                answer.map(one -> one.outcome().isApplied() ? "applied" : "rejected")
                        .orElse("waiting"),
                answer.map(one -> ShownText.sentence(CommandText.answer(one, round)))
                        .orElse(NO_ANSWER));
    }
}
