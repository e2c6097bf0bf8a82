/** Tests of the comparison rules, each with descriptors changed for it, and of waivers. */
@NullMarked
package io.luoledger.abi.verdict;

import org.jspecify.annotations.NullMarked;
