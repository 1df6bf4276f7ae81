package io.epochal.stack;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which services of a stack should be up. Written before a process is started and deleted before a process is stopped, so that no
 * process is restarted that should not run.
 *
 * @param token of this start; another token is another stack
 * @param services by name, as {@link StackPlan#names} has them
 * @param stays whether it stays up when no command uses it
 * @param port of the first callback service's REST interface; null for any free one
 */
record DesiredState(String token, List<String> services, boolean stays, @Nullable Integer port) {
    DesiredState {
        services = List.copyOf(services);
    }

    static DesiredState of(Optional<DesiredState> before, List<String> services, boolean stays) {
        return of(before, services, stays, null);
    }

    /** The state before, with these services added. */
    static DesiredState of(
            Optional<DesiredState> before, List<String> services, boolean stays, @Nullable Integer port) {
        Set<String> all = new LinkedHashSet<>(before.map(DesiredState::services).orElse(List.of()));
        all.addAll(services);
        return new DesiredState(
                before.map(DesiredState::token)
                        .orElseGet(() -> UUID.randomUUID().toString()),
                new ArrayList<>(all),
                stays || before.map(DesiredState::stays).orElse(false),
                port == null ? before.map(DesiredState::port).orElse(null) : port);
    }
}
