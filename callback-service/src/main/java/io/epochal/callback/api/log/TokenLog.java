package io.epochal.callback.api.log;

import io.epochal.callback.guard.ApiToken;
import java.util.List;
import java.util.Optional;

/** All API tokens, as all replicas see them. */
public interface TokenLog {
    /** Whether {@link #find} answers at once. */
    boolean isFresh();

    /**
     * The token of this id, revoked or not, as it was stored no longer ago than a second.
     *
     * @throws LogUnavailableException when that cannot be found out within a few seconds
     */
    Optional<ApiToken> find(String id) throws LogUnavailableException;

    /**
     * All of them, in no order.
     *
     * @throws LogUnavailableException as {@link #find}
     */
    List<ApiToken> list() throws LogUnavailableException;

    /**
     * Returns once it is durable, and known here.
     *
     * @throws LogUnavailableException when that has not happened in time; it may still happen
     */
    void store(ApiToken token) throws LogUnavailableException;
}
