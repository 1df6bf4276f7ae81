package io.epochal.callback.api;

import io.epochal.callback.api.problem.Problem;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** What {@code /q/openapi} describes for all paths: every error is a {@link Problem}. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Epochal's callback service",
                        version = "1",
                        description = "Events and commands of training runs, over HTTP, without a Kafka client."),
        components = @Components(schemas = @Schema(name = "Problem", implementation = Problem.class)))
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class OpenApiDescription implements OASFilter {
    private static final int FIRST_ERROR = 400;

    private static final String TOKEN = "token";

    /** What any path may answer before it is asked. */
    private static final Map<String, String> ANYWHERE = Map.of(
            "401", "Who asks is not known.",
            "403", "The caller may not do this, or the request comes from an origin that is not allowed.",
            "404", "There is no such thing here.",
            "421", "The Host header is not allowed.",
            "429", "The caller asks too often.",
            "503", "Too many requests are under way, or Kafka cannot be reached.");

    /** What a path that reads a body may answer beside that. */
    private static final Map<String, String> WITH_BODY = Map.of(
            "400", "The body is not a JSON object.",
            "413", "The body is too large.",
            "415", "The Content-Type is not application/json.",
            "422", "The body has something that is wrong, which the detail names.");

    /** Each path asks who you are. */
    @Override
    public void filterOpenAPI(OpenAPI whole) {
        whole.getComponents()
                .addSecurityScheme(
                        TOKEN,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description(
                                        "An API token, as ./epochal tokens create makes one, or an access token of the "
                                                + "OpenID Connect provider."));
        whole.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(TOKEN));
    }

    @Override
    public Operation filterOperation(Operation operation) {
        add(operation, ANYWHERE);
        if (operation.getRequestBody() != null) {
            add(operation, WITH_BODY);
        }
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (status.matches("\\d+") && Integer.parseInt(status) >= FIRST_ERROR) {
                describe(response);
            }
        });
        return operation;
    }

    /** What an operation says itself stays as it is. */
    private static void add(Operation operation, Map<String, String> answers) {
        new TreeMap<>(answers).forEach((status, description) -> {
            if (!operation.getResponses().hasAPIResponse(status)) {
                operation
                        .getResponses()
                        .addAPIResponse(status, OASFactory.createAPIResponse().description(description));
            }
        });
    }

    private static void describe(APIResponse response) {
        response.setContent(OASFactory.createContent()
                .addMediaType(
                        Problem.MEDIA_TYPE,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref("Problem"))));
    }
}
