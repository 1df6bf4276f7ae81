package io.epochal.callback.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens, sessions and callers as values. */
class TokensTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final TokenText text = TokenText.create(new SecureRandom()::nextBytes);
    private final ApiToken token = token(null);

    private ApiToken token(@Nullable Instant expires) {
        RunGlobs runs = new RunGlobs(List.of("iris-*"));
        return new ApiToken(text.id(), "ann", text.hash(), Role.OPERATOR, runs, NOW, "root", expires, null, null);
    }

    @Test
    void aTextIsReadAsItWasWrittenAndPrintsWithoutItsSecret() {
        assertThat(TokenText.parse(text.text())).contains(text);
        assertThat(text.secret()).hasSize(64);
        assertThat(text.toString()).doesNotContain(text.secret());
        assertThat(TokenText.create(new SecureRandom()::nextBytes)).isNotEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "epochal_",
                "epochal_root_",
                "epochal_root_short",
                "epochal_ROOT_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "Epochal_root_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "epochal_root_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa a",
                "epochal_root_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
            })
    void anotherTextIsNone(String other) {
        assertThat(TokenText.parse(other)).isEmpty();
        assertThat(TokenText.parse(text.text() + "a".repeat(100))).isEmpty();
    }

    @Test
    void onlyItsSecretIsATokens() {
        assertThat(token.isOf(text)).isTrue();
        assertThat(token.isOf(new TokenText(text.id(), "f".repeat(64)))).isFalse();
        assertThat(token.hash()).hasSize(64).isNotEqualTo(text.secret());
    }

    @Test
    void holdsUntilItsEndOrItsRevocation() {
        assertThat(token.holds(NOW.plusSeconds(1_000_000_000))).isTrue();
        assertThat(token.revoke(NOW, "root").holds(NOW)).isFalse();
        assertThat(token(NOW).holds(NOW)).isFalse();
        assertThat(token(NOW).holds(NOW.minusMillis(1))).isTrue();
        assertThat(token.revoke(NOW, "root").revoke(NOW.plusSeconds(9), "other"))
                .isEqualTo(token.revoke(NOW, "root"));
    }

    @Test
    void aSessionHoldsUntilItsEndForWhoHasTheKey() {
        SessionSigner signer = new SessionSigner(new byte[32]);
        String session = signer.sign("abcd", NOW.plusSeconds(10));
        assertThat(signer.token(session, NOW)).contains("abcd");
        assertThat(signer.token(session, NOW.plusSeconds(10))).isEmpty();
        assertThat(new SessionSigner(new byte[] {1}).token(session, NOW)).isEmpty();
    }

    @Test
    void aSessionThatWasChangedIsNone() {
        SessionSigner signer = new SessionSigner(new byte[32]);
        String session = signer.sign("abcd", NOW.plusSeconds(10));
        for (int at = 0; at < session.length(); at++) {
            char other = session.charAt(at) == '1' ? '2' : '1';
            String changed = session.substring(0, at) + other + session.substring(at + 1);
            assertThat(signer.token(changed, NOW)).as(changed).isEmpty();
        }
        assertThat(signer.token("abcd.999999999999." + "0".repeat(64), NOW)).isEmpty();
        assertThat(signer.token("", NOW)).isEmpty();
    }

    @Test
    void aKnownCallerSignsInNoOthersName() throws ForeignNameException {
        Requester ann = Requester.of(token);
        assertThat(ann.signs(List.of(), "rest")).isEqualTo("ann");
        assertThat(ann.signs(List.of("ann", "ann"), "rest")).isEqualTo("ann");
        assertThatThrownBy(() -> ann.signs(List.of("bob\n"), "rest"))
                .isInstanceOf(ForeignNameException.class)
                .hasMessageContaining("the name that the token has, ann")
                .hasMessageEndingWith("bob\\n");
        assertThatThrownBy(() -> ann.signs(List.of("ann", "bob"), "rest")).isInstanceOf(ForeignNameException.class);
        assertThat(Requester.ANYBODY.signs(List.of(), "rest")).isEqualTo("rest");
        assertThat(Requester.ANYBODY.signs(List.of("bob"), "rest")).isEqualTo("bob");
    }

    @Test
    void aRoleHasTheRightsOfThoseItIncludes() {
        assertThat(Requester.of(token).roleNames()).containsExactlyInAnyOrder("viewer", "operator");
        assertThat(Role.TRAINER.withIncluded()).containsExactly(Role.VIEWER, Role.TRAINER);
        assertThat(Role.ADMIN.withIncluded()).containsExactly(Role.values());
        assertThat(Role.named("Admin")).isEmpty();
        assertThat(List.of(Role.VIEWS, Role.OPERATES, Role.TRAINS, Role.ADMINISTERS))
                .containsExactly("viewer", "operator", "trainer", "admin");
        assertThat(Role.names()).isEqualTo("viewer, operator, trainer, admin");
    }
}
