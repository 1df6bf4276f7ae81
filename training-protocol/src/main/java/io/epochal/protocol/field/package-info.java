/**
 * Values from outside, read field by field: what each may be, and the message that says what would be right. Knows nothing of what the
 * values are for.
 */
@NullMarked
package io.epochal.protocol.field;

import org.jspecify.annotations.NullMarked;
