package io.epochal.callback.api.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.callback.api.problem.Problem;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.protocol.Printable;
import io.epochal.protocol.Wire;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Who may ask at all. A browser asks in the name of whoever sits before it, so a page from elsewhere could tell runs something, by
 * another origin or by a name of its own that it has made lead here. Programs that are no browsers send no origin.
 */
@ApplicationScoped
class AccessFilter {
    private static final int FIRST = 10_000;
    private static final int NO_CONTENT = 204;
    private static final int MOST_SHOWN = 200;

    private final AllowedCallers callers;
    /** Of requests whose bodies are being read or wait: each may take half a megabyte. */
    private final Semaphore bodies = new Semaphore(RequestExecutor.ROOM);

    AccessFilter(
            @ConfigProperty(name = "epochal.api.hosts") Optional<List<String>> hosts,
            @ConfigProperty(name = "epochal.api.origins") Optional<List<String>> origins) {
        this.callers = AllowedCallers.of(hosts.orElse(List.of()), origins.orElse(List.of()));
    }

    void stand(@Observes Filters filters) {
        filters.register(this::let, FIRST);
    }

    private void let(RoutingContext context) {
        HttpServerRequest request = context.request();
        Optional<String> host = Optional.ofNullable(request.getHeader("Host"))
                .or(() -> Optional.ofNullable(request.authority()).map(Object::toString));
        Optional<String> origin = Optional.ofNullable(request.getHeader("Origin"));
        if (!host.map(callers::mayCallThis).orElse(false)) {
            refuse(
                    context,
                    ProblemType.HOST_FOREIGN,
                    "epochal.api.hosts must list the name by which it is asked; found "
                            + Printable.of(host.orElse("none"), MOST_SHOWN));
        } else if (origin.isPresent() && !callers.mayAsk(origin.get(), host.orElseThrow())) {
            refuse(
                    context,
                    ProblemType.ORIGIN_FOREIGN,
                    "epochal.api.origins must list the page's origin; found " + Printable.of(origin.get(), MOST_SHOWN));
        } else {
            origin.filter(callers::isListed).ifPresent(listed -> share(context.response(), listed));
            if (origin.isPresent() && request.method().equals(HttpMethod.OPTIONS)) {
                context.response().setStatusCode(NO_CONTENT).end();
            } else {
                admit(context);
            }
        }
    }

    private void admit(RoutingContext context) {
        if (!context.request().method().equals(HttpMethod.POST)) {
            context.next();
        } else if (bodies.tryAcquire()) {
            context.addEndHandler(ended -> bodies.release());
            context.next();
        } else {
            context.response().putHeader("Retry-After", Integer.toString(ProblemException.RETRY_AFTER_SECONDS));
            refuse(context, ProblemType.BUSY, RequestExecutor.FULL);
        }
    }

    /** So that the browser lets the page have the answer. */
    private static void share(HttpServerResponse response, String origin) {
        response.putHeader("Access-Control-Allow-Origin", origin)
                .putHeader("Vary", "Origin")
                .putHeader("Access-Control-Allow-Methods", "GET, POST")
                .putHeader(
                        "Access-Control-Allow-Headers", "Content-Type, Idempotency-Key, X-Requested-By, Last-Event-ID");
    }

    private static void refuse(RoutingContext context, ProblemType type, String detail) {
        try {
            context.response()
                    .setStatusCode(type.status())
                    .putHeader("Content-Type", Problem.MEDIA_TYPE)
                    .putHeader("Connection", "close")
                    .end(Wire.JSON.writeValueAsString(type.problem(
                            detail,
                            Printable.of(String.valueOf(context.request().path()), MOST_SHOWN))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem that JSON cannot write", e);
        }
    }
}
