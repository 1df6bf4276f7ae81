package io.epochal.callback.page;

import jakarta.ws.rs.FormParam;
import org.jspecify.annotations.Nullable;

/** The form by which a page requests a new run. */
public class NewRunForm {
    /** As in the form that was on the page. */
    @FormParam("token")
    @Nullable
    String token;

    /** That the run is to have. */
    @FormParam("id")
    @Nullable
    String id;

    /** In JSON. */
    @FormParam("spec")
    @Nullable
    String spec;

    /** Who asks, where the caller is not known. */
    @FormParam("by")
    @Nullable
    String by;

    String id() {
        return id == null ? "" : id.strip();
    }

    String spec() {
        return spec == null ? "" : spec;
    }
}
