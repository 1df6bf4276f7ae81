package io.epochal.stack;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * That a stack is meant to be up, and what of it. Written before anything is started, deleted before anything is stopped; so who
 * starts a process again knows whether it is wanted.
 *
 * @param token of this coming up; another one is another stack
 * @param services by name, as {@link StackPlan#names} has them
 * @param stays whether it stays up when no command uses it
 */
record DesiredState(String token, List<String> services, boolean stays) {
    DesiredState {
        services = List.copyOf(services);
    }

    /** The one that is there, with what is wanted besides. */
    static DesiredState of(Optional<DesiredState> before, List<String> services, boolean stays) {
        Set<String> all = new LinkedHashSet<>(before.map(DesiredState::services).orElse(List.of()));
        all.addAll(services);
        return new DesiredState(
                before.map(DesiredState::token)
                        .orElseGet(() -> UUID.randomUUID().toString()),
                new ArrayList<>(all),
                stays || before.map(DesiredState::stays).orElse(false));
    }
}
