/** What is to be done to a run and when: values, the same for the same seed. */
@NullMarked
package io.epochal.chaos.evidence;

import org.jspecify.annotations.NullMarked;
