package io.epochal.callback.api.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import org.junit.jupiter.api.Test;

class PathRolesTest {
    @Test
    void theTableOfTheDocsIsTheCodes() throws Exception {
        assertThat(GuardedPaths.documented()).doesNotHaveDuplicates();
        assertThat(new LinkedHashSet<>(GuardedPaths.declared()))
                .containsExactlyInAnyOrderElementsOf(GuardedPaths.documented());
    }

    @Test
    void eachPathHasARole() throws Exception {
        assertThat(GuardedPaths.declared()).hasSizeGreaterThan(20).noneMatch(row -> row.who()
                .equals("nobody"));
    }
}
