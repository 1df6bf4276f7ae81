package io.epochal.callback.api.guard;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.TokenLog;
import io.epochal.callback.guard.ApiToken;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.TokenText;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Knows which tokens hold: the operator's own, and those in the log. */
@ApplicationScoped
public class TokenDirectory {
    private final Clock clock = Clock.systemUTC();
    private final GuardSettings settings;
    private final TokenLog log;

    TokenDirectory(GuardSettings settings, TokenLog log) {
        this.settings = settings;
        this.log = log;
    }

    /** Whether the question about this token is answered at once. */
    boolean knowsAtOnce(String id) {
        return id.equals(ApiToken.ROOT) || log.isFresh();
    }

    /**
     * Whose this text is; empty where it is no token that holds.
     *
     * @throws LogUnavailableException where that cannot be found out
     */
    public Optional<Requester> caller(TokenText shown) throws LogUnavailableException {
        return find(shown.id()).filter(token -> token.isOf(shown)).map(Requester::of);
    }

    /** The one who came by the token of this id; empty where it does not hold any more. */
    Optional<Requester> caller(String id) throws LogUnavailableException {
        return find(id).map(Requester::of);
    }

    /** Whether a caller who was let in would be let in now; true where that cannot be found out. */
    public boolean holds(Requester caller) {
        Instant now = clock.instant();
        if (caller.expires().filter(end -> !now.isBefore(end)).isPresent()) {
            return false;
        }
        try {
            return caller.token().isEmpty() || find(caller.token().get()).isPresent();
        } catch (LogUnavailableException e) {
            return true;
        }
    }

    private Optional<ApiToken> find(String id) throws LogUnavailableException {
        Optional<ApiToken> known = settings.root().filter(root -> root.id().equals(id));
        boolean own = known.isPresent() || id.equals(ApiToken.ROOT);
        return (own ? known : log.find(id)).filter(token -> token.holds(clock.instant()));
    }
}
