/** Finds out what a difference does by having bytes written by one kernel's layouts and read by the other's. */
@NullMarked
package io.luoledger.abi.reading;

import org.jspecify.annotations.NullMarked;
