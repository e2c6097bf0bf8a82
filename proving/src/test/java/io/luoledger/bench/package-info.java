/** Single steps of an event's way, measured by JMH with what they allocate. */
@NullMarked
package io.luoledger.bench;

import org.jspecify.annotations.NullMarked;
