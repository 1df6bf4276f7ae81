/** What is known of a run from its messages: pure values. */
@NullMarked
package io.epochal.cli.run;

import org.jspecify.annotations.NullMarked;
