# What the .deb contains, and CPack's settings; deploy/package runs it. Included by the project's CMakeLists.txt.
set(debian ${CMAKE_CURRENT_LIST_DIR})
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)  # packing does not build the tests

# gzip -n: neither name nor time, so that the same sources give the same bytes.
function(compressed source name)
  execute_process(COMMAND gzip -9nc ${source} OUTPUT_FILE ${CMAKE_BINARY_DIR}/${name} COMMAND_ERROR_IS_FATAL ANY)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
endfunction()
compressed(${debian}/changelog changelog.Debian.gz)
compressed(${debian}/callbackd.8 callbackd.8.gz)

install(TARGETS callbackd RUNTIME DESTINATION usr/bin)
install(FILES deploy/callbackd.service DESTINATION lib/systemd/system)
install(FILES config/callbackd.toml DESTINATION etc/callbackd)
install(FILES ${CMAKE_BINARY_DIR}/callbackd.8.gz DESTINATION usr/share/man/man8)
install(FILES ${CMAKE_BINARY_DIR}/changelog.Debian.gz ${debian}/copyright deploy/README.md
        DESTINATION usr/share/doc/callbackd)
install(FILES config/site.example.toml DESTINATION usr/share/doc/callbackd/examples)
install(DIRECTORY deploy/asterisk DESTINATION usr/share/doc/callbackd/examples)
install(FILES ${debian}/lintian-overrides DESTINATION usr/share/lintian/overrides RENAME callbackd)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
    GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION non-free/net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "callbackd maintainers <maintainers@localhost.localdomain>")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS tzdata)  # read while it runs
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "postgresql, postgresql-client")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${debian}/conffiles ${debian}/postinst ${debian}/prerm ${debian}/postrm)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "callback routing server")
set(CPACK_PACKAGE_DESCRIPTION
"A company's website posts callback requests; callbackd queues them, offers
each to one ready agent over a WebSocket, and lets the agent preview the
case, call, reschedule, write a note and mark it done. Every step is
committed in PostgreSQL before anyone hears of it.")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "${CPACK_PACKAGE_DESCRIPTION}")
include(CPack)
