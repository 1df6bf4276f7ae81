package io.epochal.callback.page;

import io.epochal.callback.api.guard.CurrentCaller;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.guard.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Whether somebody may see what is recorded: for a proxy in front of TensorBoard, which has no lock of its own. */
@RolesAllowed(Role.VIEWS)
@Path("/recordings")
public class RecordingsResource {
    private final CurrentCaller caller;

    RecordingsResource(CurrentCaller caller) {
        this.caller = caller;
    }

    /**
     * Nothing, with 204.
     *
     * @throws ProblemException 403 for a caller who sees some runs only: TensorBoard shows them all
     */
    @GET
    @Operation(hidden = true)
    public void mayBeSeen() {
        if (!caller.get().runs().areAll()) {
            throw new ProblemException(
                    ProblemType.NOT_ALLOWED, "TensorBoard shows all runs; this token is for some of them");
        }
    }
}
