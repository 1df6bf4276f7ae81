/** The duties of a trainer, each with the scenarios that show whether it does them. No I/O. */
@NullMarked
package io.epochal.cli.conformance.duty;

import org.jspecify.annotations.NullMarked;
