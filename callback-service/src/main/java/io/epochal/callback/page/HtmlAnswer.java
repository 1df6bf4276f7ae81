package io.epochal.callback.page;

import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.log.IndexUnavailableException;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.problem.Problem;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Answers with a page, and with a page for what is wrong. No page runs a script or takes a style that is not a file of this service. */
final class HtmlAnswer {
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    private static final String TYPE = "text/html;charset=utf-8";

    private HtmlAnswer() {}

    /** The page, made where requests wait for Kafka. */
    static CompletionStage<Response> of(RequestExecutor desk, Callable<Response> work) {
        return desk.serve(work).exceptionally(fault -> {
            Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
            if (cause instanceof ProblemException problem) {
                return problem(problem);
            } else if (cause instanceof LogUnavailableException gone) {
                return problem(new ProblemException(ProblemType.LOG_UNAVAILABLE, String.valueOf(gone.getMessage())));
            } else if (cause instanceof IndexUnavailableException gone) {
                return problem(new ProblemException(ProblemType.INDEX_UNAVAILABLE, String.valueOf(gone.getMessage())));
            }
            throw new CompletionException(cause);
        });
    }

    private static Response problem(ProblemException fault) {
        Problem problem = fault.problem("");
        return page(
                Response.fromResponse(fault.getResponse()), PageTemplates.problem(problem.title(), problem.detail()));
    }

    static Response page(TemplateInstance page) {
        return page(Response.ok(), page);
    }

    static Response page(Response.ResponseBuilder response, TemplateInstance page) {
        return guarded(response).type(TYPE).entity(page.render()).build();
    }

    /** With the headers that every answer to a page has. */
    static Response.ResponseBuilder guarded(Response.ResponseBuilder response) {
        return response.header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                // Without an origin of its own, a form of this page would count as a foreign one.
                .header("Referrer-Policy", "same-origin")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Cache-Control", "no-store");
    }
}
