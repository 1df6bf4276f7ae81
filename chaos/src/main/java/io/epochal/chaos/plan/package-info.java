/** Which faults are injected, and when: values, the same for the same seed. */
@NullMarked
package io.epochal.chaos.plan;

import org.jspecify.annotations.NullMarked;
