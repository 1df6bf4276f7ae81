package io.epochal.callback.api.tokens;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.TokenLog;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.guard.ApiToken;
import io.epochal.callback.guard.AuditEntry;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.TokenText;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Makes, lists and revokes tokens. */
@ApplicationScoped
public class TokenRegistry {
    private static final int MOST = 1_000;
    private static final String UNNAMED = "rest";

    private final Clock clock = Clock.systemUTC();
    private final SecureRandom random = new SecureRandom();
    private final TokenLog log;

    TokenRegistry(TokenLog log) {
        this.log = log;
    }

    /** What was made, and the only copy of its text. */
    record Made(ApiToken token, TokenText text) {}

    /**
     * Makes a token.
     *
     * @throws ProblemException where there is one of this name that holds
     */
    Made make(TokenOrder order, Requester by) throws LogUnavailableException {
        List<ApiToken> holding = holding();
        if (holding.stream().anyMatch(token -> token.name().equals(order.name()))) {
            throw new ProblemException(
                    ProblemType.TOKEN_EXISTS, "revoke the token " + order.name() + " first, or choose another name");
        }
        if (holding.size() >= MOST) {
            throw new ProblemException(ProblemType.TOKEN_EXISTS, "there are " + MOST + " tokens; revoke some first");
        }
        TokenText text = TokenText.create(random::nextBytes);
        ApiToken token = new ApiToken(
                text.id(),
                order.name(),
                text.hash(),
                order.role(),
                order.runs(),
                clock.instant(),
                by.name().orElse(UNNAMED),
                order.expires().orElse(null),
                null,
                null);
        log.store(token);
        return new Made(token, text);
    }

    /** Those that hold, by name. */
    List<ApiToken> holding() throws LogUnavailableException {
        Instant now = clock.instant();
        return log.list().stream()
                .filter(token -> token.holds(now))
                .sorted(Comparator.comparing(ApiToken::name))
                .toList();
    }

    /** @throws ProblemException where no token of this name holds */
    void revoke(String name, Requester by) throws LogUnavailableException {
        List<ApiToken> named =
                holding().stream().filter(token -> token.name().equals(name)).toList();
        if (named.isEmpty()) {
            throw new ProblemException(ProblemType.TOKEN_UNKNOWN, "no token that holds has this name");
        }
        for (ApiToken token : named) {
            log.store(token.revoke(clock.instant(), by.name().orElse(UNNAMED)));
        }
    }

    /** What was done with tokens, in no order. */
    public List<AuditEntry> history() throws LogUnavailableException {
        List<AuditEntry> history = new ArrayList<>();
        for (ApiToken token : log.list()) {
            String runs = token.runs().areAll()
                    ? ""
                    : " for " + String.join(", ", token.runs().globs());
            String what = "token " + token.name() + " (" + token.role().text() + runs + ")";
            history.add(new AuditEntry(token.created(), token.createdBy(), "make " + what, "", "made"));
            if (token.revoked() != null && token.revokedBy() != null) {
                history.add(new AuditEntry(token.revoked(), token.revokedBy(), "revoke " + what, "", "revoked"));
            }
        }
        return history;
    }
}
