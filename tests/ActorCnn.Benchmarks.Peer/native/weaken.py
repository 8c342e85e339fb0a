"""Marks an ELF file's need of the symbol version GLIBCXX_3.4.32 as weak.

The dynamic linker then does not refuse to load the file where libstdc++ lacks that version. Usage: weaken.py FILE
"""
import struct
import sys

WANTED = b"GLIBCXX_3.4.32"
SHT_GNU_VERNEED = 0x6FFFFFFE
VER_FLG_WEAK = 2

path = sys.argv[1]
data = bytearray(open(path, "rb").read())
section_offset, = struct.unpack_from("<Q", data, 0x28)
section_size, section_count = struct.unpack_from("<HH", data, 0x3A)
sections = [struct.unpack_from("<IIQQQQIIQQ", data, section_offset + i * section_size) for i in range(section_count)]
for section in sections:
    if section[1] != SHT_GNU_VERNEED:
        continue
    names = sections[section[6]][4]
    need = section[4]
    while True:
        _, count, _, first, next_need = struct.unpack_from("<HHIII", data, need)
        version = need + first
        for _ in range(count):
            _, flags, _, name, next_version = struct.unpack_from("<IHHII", data, version)
            start = names + name
            if data[start:data.index(0, start)] == WANTED:
                struct.pack_into("<H", data, version + 4, flags | VER_FLG_WEAK)
            version += next_version
        if next_need == 0:
            break
        need += next_need
open(path, "wb").write(data)
