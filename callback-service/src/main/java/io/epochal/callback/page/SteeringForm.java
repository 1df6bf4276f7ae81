package io.epochal.callback.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.api.commands.CommandBody;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Printable;
import jakarta.ws.rs.FormParam;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The form by which a page sends a command. It is read as the body of {@code POST /runs/{run}/commands} is. */
public class SteeringForm {
    private static final int MOST_SHOWN = 60;

    /** As in the form that was on the page. */
    @FormParam("token")
    @Nullable
    String token;

    /** Such as {@code stop}. */
    @FormParam("action")
    @Nullable
    String action;

    /** The learning rate, the checkpoint's name, the reason, or the callbacks as JSON. */
    @FormParam("value")
    @Nullable
    String value;

    /** Who asks, where the caller is not known. */
    @FormParam("by")
    @Nullable
    String by;

    /** @throws ProblemException for what is no command */
    CommandBody command() {
        String asked = action == null ? "" : action;
        String text = value == null ? "" : value.strip();
        ObjectNode json = Wire.JSON.createObjectNode();
        switch (asked) {
            case "stop" -> reason(json.put("type", "StopTraining"), text);
            case "cancel" -> reason(json.put("type", "CancelRun"), text);
            case "pause" -> json.put("type", "PauseTraining");
            case "resume" -> json.put("type", "ResumeTraining");
            case "rate" -> json.put("type", "SetLearningRate").put("value", number(text));
            case "save" -> json.put("type", "SaveCheckpoint").put("name", text);
            case "callbacks" -> json.put("type", "ReplaceCallbacks").set("callbacks", list(text));
            default ->
                throw invalid("action is one of stop, cancel, pause, resume, rate, save, callbacks; found "
                        + Printable.of(asked, MOST_SHOWN));
        }
        return CommandBody.read(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void reason(ObjectNode json, String text) {
        if (!text.isEmpty()) {
            json.put("reason", text);
        }
    }

    private static JsonNode list(String text) {
        try {
            return Wire.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw invalid("callbacks are a JSON list: " + e.getOriginalMessage());
        }
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw invalid("a learning rate is a number, such as 0.0005; found "
                    + (text.isEmpty() ? "nothing" : Printable.of(text, MOST_SHOWN)));
        }
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(ProblemType.NOT_A_COMMAND, detail);
    }
}
