/** The two calls of a program that trains over HTTP, as {@code docs/trainers.md} has them: read, and checked. */
@NullMarked
package io.epochal.protocol.attach;

import org.jspecify.annotations.NullMarked;
