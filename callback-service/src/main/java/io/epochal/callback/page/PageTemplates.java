package io.epochal.callback.page;

import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.callback.page.view.AuditLine;
import io.epochal.callback.page.view.CallbacksEdit;
import io.epochal.callback.page.view.HealthSheet;
import io.epochal.callback.page.view.NewRun;
import io.epochal.callback.page.view.RunComparison;
import io.epochal.callback.page.view.RunList;
import io.epochal.callback.page.view.RunSheet;
import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.qute.TemplateLocator;
import io.quarkus.qute.Variant;
import java.io.Reader;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The templates, in {@code resources/page}. The engine is made for the first page and not by Quarkus' extension, which would make it at
 * each start of the service. It escapes what HTML means in every value, and fails for a name that is none.
 */
final class PageTemplates {
    private PageTemplates() {}

    /** Made when the first page is. */
    private static final class Holder {
        static final Engine ENGINE = Engine.builder()
                .addDefaults()
                .addValueResolver(new ReflectionValueResolver())
                .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
                .addLocator((TemplateLocator) Source::of)
                .strictRendering(true)
                .build();
    }

    static TemplateInstance runs(RunList list) {
        return template("runs").data("list", list);
    }

    static TemplateInstance run(RunSheet run, String token, Requester who) {
        return template("run")
                .data("run", run)
                .data("operates", who.roles().contains(Role.OPERATOR))
                .data("token", token)
                .data("who", who.name().orElse(""));
    }

    /** A run that waits for its first trainer, or that nothing but its summary is known of. */
    static TemplateInstance waiting(String id, String status) {
        return template("waiting").data("id", id).data("status", status);
    }

    static TemplateInstance spec(String id, String text) {
        return template("spec").data("id", id).data("text", text);
    }

    static TemplateInstance compare(RunComparison comparison) {
        return template("compare").data("comparison", comparison);
    }

    static TemplateInstance callbacks(CallbacksEdit edit, String token, Requester who) {
        return template("callbacks")
                .data("edit", edit)
                .data("token", token)
                .data("who", who.name().orElse(""));
    }

    static TemplateInstance newRun(NewRun run, String token, Requester who) {
        return template("new")
                .data("new", run)
                .data("token", token)
                .data("who", who.name().orElse(""));
    }

    static TemplateInstance audit(List<AuditLine> lines) {
        return template("audit").data("lines", lines);
    }

    /**
     * The form to sign in.
     *
     * @param problem with what was sent; empty for nothing
     * @param next where to go on to
     * @param openId whether there is a provider
     */
    static TemplateInstance login(String problem, String next, boolean openId) {
        return template("login").data("problem", problem).data("next", next).data("openId", openId);
    }

    /** Who is signed in. */
    static TemplateInstance account(Requester who) {
        return template("account")
                .data("name", who.name().orElse(""))
                .data("roles", String.join(", ", new TreeSet<>(who.roleNames())))
                .data("runs", String.join(", ", who.runs().globs()))
                .data("session", who.token().isPresent());
    }

    static TemplateInstance health(HealthSheet health) {
        return template("health").data("health", health);
    }

    static TemplateInstance problem(String title, String detail) {
        return template("problem").data("title", title).data("detail", detail);
    }

    private static TemplateInstance template(String name) {
        return Holder.ENGINE.getTemplate(name).instance();
    }

    /** A template's file. */
    private record Source(String text) implements TemplateLocator.TemplateLocation {
        static Optional<TemplateLocator.TemplateLocation> of(String name) {
            return Optional.of(new Source(PageFile.text("/page/" + name + ".html")));
        }

        @Override
        public Reader read() {
            return new StringReader(text);
        }

        @Override
        public Optional<Variant> getVariant() {
            return Optional.of(Variant.forContentType(Variant.TEXT_HTML));
        }
    }
}
